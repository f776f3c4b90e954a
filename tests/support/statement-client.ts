import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";

const clash = z.object({ errors: z.object({ existing_puids: z.array(z.string()) }) });
const stored = z.object({ statements: z.array(z.object({ puid: z.string(), self: z.string() }).loose()) });
const invalid = z.object({ errors: z.record(z.string(), z.record(z.string(), z.array(z.string()))) });

type Statement = Record<string, unknown> & { puid: string };

/** What became of a delivery. */
export interface Delivery {
  /** Every statement that the database has, by puid, with the address to read it at where an answer gave one. */
  delivered: Map<string, string | undefined>;
  /** Refused for good, by puid. */
  refused: Map<string, string[]>;
  calls: { sent: number; lost: number; clashes: number; asked: number };
}

/**
 * A platform's client as its engineers write it from the EU's documentation of its API; it knows nothing of this
 * product but `baseUrl`. Batches of 100; a batch is all or nothing, so what is refused is taken out and the rest sent
 * again. After a lost answer it asks for each puid whether it arrived: a puid is used once, for ever.
 */
export function euClient(baseUrl: string, token: string) {
  const headers = { authorization: `Bearer ${token}`, accept: "application/json", "content-type": "application/json" };
  const call = (path: string, init: RequestInit = {}) =>
    fetch(baseUrl + path, { ...init, headers, redirect: "manual", signal: AbortSignal.timeout(10_000) });

  async function exists(puid: string): Promise<boolean> {
    const { status } = await patiently(() => call(`/api/v1/statement/existing-puid/${puid}`));
    if (status !== 302 && status !== 404) throw new Error(`existing-puid answered ${status}`);
    return status === 302;
  }

  async function deliver(batch: readonly Statement[], delivery: Delivery): Promise<void> {
    const { delivered, refused, calls } = delivery;
    let rest = [...batch];
    while (rest.length > 0) {
      calls.sent++;
      let answer: { status: number; body: unknown };
      try {
        const response = await call("/api/v1/statements", {
          method: "POST",
          body: JSON.stringify({ statements: rest }),
        });
        answer = { status: response.status, body: response.status < 500 ? await response.json() : null };
      } catch {
        calls.lost++;
        const missing: Statement[] = [];
        for (const statement of rest) {
          calls.asked++;
          if (await exists(statement.puid)) delivered.set(statement.puid, undefined);
          else missing.push(statement);
        }
        rest = missing;
        continue;
      }
      const { status, body } = answer;
      if (status === 201) {
        for (const { puid, self } of stored.parse(body).statements) delivered.set(puid, self);
        return;
      }
      if (status === 429 || status >= 500) {
        await wait(200);
        continue;
      }
      if (status !== 422) throw new Error(`the batch was answered ${status}`);
      const clashed = clash.safeParse(body);
      if (clashed.success) {
        calls.clashes++;
        const known = new Set(clashed.data.errors.existing_puids);
        for (const puid of known) if (!delivered.has(puid)) delivered.set(puid, undefined);
        rest = rest.filter(({ puid }) => !known.has(puid));
        continue;
      }
      const { errors } = invalid.parse(body);
      for (const [item, fields] of Object.entries(errors)) {
        const at = rest[Number(item.replace("statement_", ""))];
        if (at) refused.set(at.puid, Object.keys(fields));
      }
      rest = rest.filter(({ puid }) => !refused.has(puid));
    }
  }

  /** Tries a question again until it is answered: asking changes nothing. */
  async function patiently(ask: () => Promise<Response>): Promise<{ status: number; body: unknown }> {
    for (let tries = 0; ; tries++) {
      try {
        const response = await ask();
        const body: unknown = await response.json();
        if (response.status < 500 && response.status !== 429) return { status: response.status, body };
      } catch (error) {
        if (tries > 20) throw error;
      }
      await wait(50);
    }
  }

  return {
    exists,
    ping: async () => (await patiently(() => call("/api/ping"))).status === 200,
    read: (self: string) => patiently(() => call(new URL(self).pathname)),
    async deliverAll(statements: readonly Statement[]): Promise<Delivery> {
      const calls = { sent: 0, lost: 0, clashes: 0, asked: 0 };
      const delivery: Delivery = { delivered: new Map(), refused: new Map(), calls };
      for (let from = 0; from < statements.length; from += 100) {
        await deliver(statements.slice(from, from + 100), delivery);
      }
      return delivery;
    },
  };
}
