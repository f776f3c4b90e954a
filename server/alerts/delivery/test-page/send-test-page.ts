import { randomUUID } from "node:crypto";
import { recordDeed } from "../../../audit/audit.ts";
import { inTransaction } from "../../../database/transaction.ts";
import type { Actor } from "../../../kernel/actor.ts";
import { parseOrRefuse } from "../../../kernel/parse.ts";
import { requirePermission } from "../../../kernel/permission.ts";
import { Refusal } from "../../../kernel/refusal.ts";
import type { AlertsContext } from "../../alerts.ts";
import { sendTestPageSchema, type TestPage } from "../contract.ts";
import { testPages } from "./rules.ts";
import { countTestPages, insertTestPage, selectTestPages } from "./store.ts";

/**
 * Pages oneself by one channel, to see that it works: through the same outbox as every page, under the same limits of
 * time. @throws Refusal `forbidden`, `invalid`, `too_many` with the seconds after which another may be sent
 */
export async function sendTestPage(context: AlertsContext, actor: Actor, input: unknown): Promise<{ id: string }> {
  const person = requireReachable(actor);
  const { channel } = parseOrRefuse(sendTestPageSchema, input);
  const id = randomUUID();
  return inTransaction(context, actor, async (write) => {
    const { personId, name } = person;
    const { sent, firstAt } = await countTestPages(write.query, personId, write.at - testPages.windowMs);
    if (sent >= testPages.most) {
      const seconds = Math.max(1, Math.ceil(((firstAt ?? write.at) + testPages.windowMs - write.at) / 1000));
      const words = `${testPages.most} test pages in ten minutes are enough. Wait ${seconds} seconds, then try again.`;
      throw new Refusal("too_many", words, undefined, seconds);
    }
    await insertTestPage(write.query, { id, personId, person: name, channel, at: write.at });
    await recordDeed(write, { name: "test_page.sent", subject: id, detail: { channel } });
    write.afterCommit(context.wake);
    return { id };
  });
}

/** What became of one's newest test page by each channel in the last day. @throws Refusal `forbidden` */
export async function readTestPages(context: AlertsContext, actor: Actor): Promise<TestPage[]> {
  const { personId } = requireReachable(actor);
  return selectTestPages(context.database.query, personId, context.clock.now() - testPages.toldMs);
}

/** Whoever may be put on call, and sets how they are notified. */
function requireReachable(actor: Actor): Extract<Actor, { kind: "person" }> {
  requirePermission(actor, "oncall.override");
  if (actor.kind !== "person") throw new Refusal("forbidden", "Only people are paged.");
  return actor;
}
