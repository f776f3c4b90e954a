/** Why a question to the server has no answer, as far as a screen needs to know. */
export interface Failure {
  message: string;
  data?: { code: string } | null;
}

export interface AskRefusal {
  forbidden: boolean;
  words: string;
}

export function isForbidden(error: Failure | null): boolean {
  return error?.data?.code === "FORBIDDEN" || error?.data?.code === "UNAUTHORIZED";
}

/** The refusal in words; null where there is an answer that may be shown. */
export function refusalOf(error: Failure | null, answered: boolean): AskRefusal | null {
  const forbidden = isForbidden(error);
  if (error === null || (answered && !forbidden)) return null;
  const words = error.data ? error.message : "The server did not answer. It is asked again every few seconds.";
  return { forbidden, words };
}
