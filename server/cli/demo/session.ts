import { z } from "zod";
import { Refusal, type RefusalCode } from "../../kernel/refusal.ts";
import { createPoster, type DemoTarget } from "./poster.ts";

/** Somebody of the demo who is signed in: what they do is asked of the server as their pages ask it. */
export interface DemoSession {
  cookie: string;
  read(procedure: string, input?: object): Promise<unknown>;
  /** @throws Refusal where the server says no, as when somebody else was first */
  act(procedure: string, input: object): Promise<unknown>;
  /** The same session at other doors of the same database. */
  at(target: DemoTarget): DemoSession;
}

const answerSchema = z.object({ result: z.object({ data: z.unknown().optional() }) });
const problemSchema = z.object({ error: z.object({ message: z.string() }) });
const refused: Readonly<Record<number, RefusalCode>> = {
  400: "invalid",
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
};

/** Signs in by address and password. @throws Refusal `unauthenticated` where they open nothing */
export async function signIn(
  target: DemoTarget,
  { email, password }: { email: string; password: string },
  signal: AbortSignal,
): Promise<DemoSession> {
  const body = JSON.stringify({ email, password });
  const { status, cookie } = await createPoster(target, signal)({ path: "/api/auth/sign-in/email", body });
  if (status !== 200) throw new Refusal("unauthenticated", `${email} could not sign in (${status}).`);
  return sessionAt(target, cookie, signal);
}

function sessionAt(target: DemoTarget, cookie: string, signal: AbortSignal): DemoSession {
  const ask = createPoster(target, signal);
  const answerOf = async (path: string, body?: string): Promise<unknown> => {
    const answer = await ask({ path, cookie, ...(body === undefined ? {} : { body }) });
    const said: unknown = JSON.parse(answer.body);
    if (answer.status === 200) return answerSchema.parse(said).result.data;
    const message = problemSchema.safeParse(said).data?.error.message ?? "";
    const code = refused[answer.status];
    if (code) throw new Refusal(code, message);
    throw new Error(`${path.split("?", 1)[0]} was answered ${answer.status}: ${message}`);
  };
  return {
    cookie,
    read: (procedure, input) => answerOf(`/api/trpc/${procedure}${input ? `?input=${encoded(input)}` : ""}`),
    act: (procedure, input) => answerOf(`/api/trpc/${procedure}`, JSON.stringify(input)),
    at: (other) => sessionAt(other, cookie, signal),
  };
}

const encoded = (input: object) => encodeURIComponent(JSON.stringify(input));
