import type { BenchServer } from "./bench-server.ts";

const password = "correct horse battery staple";

/** Makes a viewer of this name, signed in; answers the session's cookies as a `cookie` header holds them. */
export async function signInViewer(server: BenchServer, name: string): Promise<string> {
  return (await signIn(server, name, "viewer")).cookie;
}

/** Makes a person of this name with a role, signed in. */
export async function signIn(server: BenchServer, name: string, role: string): Promise<{ id: string; cookie: string }> {
  const email = `${name}@watchfloor.example`;
  const made = await server.cli(["user", "create", "--email", email, "--role", role, "--password-stdin"], password);
  const answer = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`${email} could not sign in: ${await answer.text()}`);
  const cookies = answer.headers.getSetCookie().map((one) => one.split(";", 1)[0]);
  return { id: String(made.id), cookie: cookies.join("; ") };
}
