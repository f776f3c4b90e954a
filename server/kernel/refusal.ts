/** Why a request was not carried out. Closed: each transport maps every code once. */
export const refusalCodes = [
  "invalid",
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "too_large",
  "unsupported",
  "too_many",
  "unavailable",
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** An expected "no". The message tells the person what to do next and holds no secret and no content. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  /** Dotted name of the field at fault, when there is one. */
  readonly field: string | undefined;
  /** Whole seconds after which the same may succeed, where that is known. */
  readonly retryAfter: number | undefined;
  constructor(code: RefusalCode, message: string, field?: string, retryAfter?: number) {
    super(message);
    this.code = code;
    this.field = field;
    this.retryAfter = retryAfter;
  }
}

/** Recognises a refusal by shape: errors cross module copies in one process, so `instanceof` would miss some. */
export function isRefusal(error: unknown): error is Refusal {
  return (
    error instanceof Error &&
    error.name === "Refusal" &&
    "code" in error &&
    refusalCodes.includes(error.code as RefusalCode)
  );
}
