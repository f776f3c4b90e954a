/** What came of a step of signing in. `ended`: it begins again with the password. Words say what to do. */
export type SignInAnswer =
  | { kind: "signed-in" }
  | { kind: "second-step" }
  | { kind: "refused"; words: string; ended: boolean };

/** It never says which part was wrong. */
export async function signIn(email: string, password: string): Promise<SignInAnswer> {
  return step("/api/auth/sign-in/email", { email, password });
}

/** The second step, by a code of the authenticator app or by a recovery code. */
export async function sendCode(by: "app" | "recovery", code: string): Promise<SignInAnswer> {
  return step(`/api/auth/two-factor/${by === "app" ? "verify-totp" : "verify-backup-code"}`, { code });
}

export async function step(path: string, body: object): Promise<SignInAnswer> {
  let answer: Response;
  try {
    answer = await post(path, body);
  } catch {
    return refused("The server does not answer. Check your connection and try again.");
  }
  const said = (await answer.json().catch(() => ({}))) as { secondFactor?: boolean; message?: string; ended?: boolean };
  if (answer.ok) return { kind: said.secondFactor === true ? "second-step" : "signed-in" };
  if (answer.status >= 500) return refused("The server could not sign you in. Try again in a minute.");
  return { kind: "refused", words: said.message ?? "The server refused this. Try again.", ended: said.ended === true };
}

export async function signOut(): Promise<boolean> {
  try {
    const answer = await post("/api/auth/sign-out", {});
    return answer.ok || answer.status === 401;
  } catch {
    return false;
  }
}

export const refused = (words: string): SignInAnswer => ({ kind: "refused", words, ended: false });

function post(path: string, body: object): Promise<Response> {
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
}
