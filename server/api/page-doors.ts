import type { IncomingMessage } from "node:http";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { createAddressSlots } from "../kernel/address.ts";
import { createJsonDoor, tooMany } from "../kernel/json-door.ts";
import type { Push } from "../push/push.ts";

const longestBody = 4 * 1024;
/** A team behind one address gets a storm of pages. */
const requestsAMinute = 300;
/** Whoever sends more tokens a minute that open nothing is guessing. */
const deadTokensAMinute = 20;

/**
 * What a notification does without a page of ours and without a session: the token that it carries is the right. Only a
 * POST of JSON does anything, so no link and no preview of one acknowledges.
 */
export function createPageDoors(context: {
  push: Pick<Push, "acknowledgePage" | "recordReceipt">;
  clientAddress(req: IncomingMessage): string;
}) {
  const requests = new RateLimiterMemory({ points: requestsAMinute, duration: 60 });
  const deadTokens = new RateLimiterMemory({ points: deadTokensAMinute, duration: 60 });
  const slotOf = createAddressSlots();

  const door = (deed: (input: unknown) => Promise<object | undefined>) =>
    createJsonDoor({
      longestBody,
      async answer(req, readBody) {
        const slot = slotOf(context.clientAddress(req));
        const dead = await deadTokens.get(slot);
        if (dead && dead.remainingPoints <= 0) throw tooMany(dead.msBeforeNext);
        await requests.consume(slot).catch(({ msBeforeNext }: { msBeforeNext: number }) => {
          throw tooMany(msBeforeNext);
        });
        return deed(await readBody());
      },
      async refused(req, { code }) {
        if (code !== "forbidden" && code !== "invalid") return;
        await deadTokens.consume(slotOf(context.clientAddress(req))).catch(() => {});
      },
    });
  return {
    /** POST /page/acknowledge {"token"} → 200 {"number","by"}; 409 says who was first. */
    acknowledge: door((input) => context.push.acknowledgePage(input)),
    /** POST /page/shown {"token"} → 204. */
    shown: door((input) => context.push.recordReceipt(input).then(() => undefined)),
  };
}
