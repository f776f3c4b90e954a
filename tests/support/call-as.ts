import type { Credentials, Installation } from "./installation.ts";

/** Signs a person in and answers how to call a procedure as their page does. @throws unless it is carried out */
export async function callAs(
  at: Pick<Installation, "url">,
  { email, password }: Omit<Credentials, "name">,
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, which each test reads as it expects them
): Promise<(procedure: string, input?: object) => Promise<any>> {
  const headers = { origin: at.url, "content-type": "application/json" };
  const signedIn = await fetch(`${at.url}/api/auth/sign-in/email`, {
    ...{ method: "POST", headers },
    body: JSON.stringify({ email, password }),
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  return async (procedure, input) => {
    const answer = await fetch(`${at.url}/api/trpc/${procedure}`, {
      method: input ? "POST" : "GET",
      headers: { ...headers, cookie },
      ...(input && { body: JSON.stringify(input) }),
    });
    const body = await answer.json();
    if (answer.status !== 200) throw new Error(`${procedure}: ${answer.status} ${JSON.stringify(body)}`);
    return body.result.data;
  };
}
