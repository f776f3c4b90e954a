/** Null when signed in; else one sentence that says what to do. It never says which part was wrong. */
export async function signIn(email: string, password: string): Promise<string | null> {
  let answer: Response;
  try {
    answer = await post("/api/auth/sign-in/email", { email, password });
  } catch {
    return "The server does not answer. Check your connection and try again.";
  }
  if (answer.ok) return null;
  if (answer.status === 429) return tooMany(answer.headers.get("Retry-After") ?? answer.headers.get("X-Retry-After"));
  if (answer.status < 500) return "E-mail and password do not match. Check both and try again.";
  return "The server could not sign you in. Try again in a minute.";
}

export async function signOut(): Promise<boolean> {
  try {
    const answer = await post("/api/auth/sign-out", {});
    return answer.ok || answer.status === 401;
  } catch {
    return false;
  }
}

function tooMany(retryAfter: string | null): string {
  const seconds = Number(retryAfter);
  const wait = Number.isFinite(seconds) && seconds > 0 ? `Wait ${Math.ceil(seconds)} seconds` : "Wait a minute";
  return `Too many tries. ${wait}, then try again.`;
}

function post(path: string, body: object): Promise<Response> {
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
}
