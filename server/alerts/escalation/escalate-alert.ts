import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { AlertsContext } from "../alerts.ts";
import { type Alert, alertIdSchema } from "../contract.ts";
import { stopDeliveries } from "../delivery/store.ts";
import { whyNot } from "../refuse-change.ts";
import { requireResponder, utcInstant } from "../rules.ts";
import { readSilencedUntil } from "../silence/store.ts";
import { appendEvent, findAlert, reopenUnresolved } from "../store.ts";
import { lockRun, moveRun } from "./store.ts";

/**
 * Calls the next level now, also where somebody had the alert: it is open again until one of those who are called takes
 * it. After the last level the first is called.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` when it is resolved or has no policy.
 */
export async function escalateAlert(context: AlertsContext, actor: Actor, input: unknown): Promise<Alert> {
  requireResponder(actor);
  const { alertId } = parseOrRefuse(alertIdSchema, input);
  return inTransaction(context, actor, async (write) => {
    const alert = await reopenUnresolved(write.query, alertId);
    if (!alert) throw whyNot(await findAlert(write.query, alertId));
    const run = await lockRun(write.query, alertId);
    if (!run?.policy) {
      throw new Refusal("conflict", "No escalation policy belongs to this alert. Add a responder instead.");
    }
    const silenced = await readSilencedUntil(write.query, alert, write.at);
    if (silenced !== null) {
      const until = utcInstant(silenced);
      throw new Refusal("conflict", `A silence holds it until ${until}. End the silence, or add a responder.`);
    }
    // Somebody asks for more people now: after the end, and after a rest, that is the first level again.
    const anew = run.round > run.policy.repeats || run.standing === "resting";
    const position = anew ? { level: 0, round: 0 } : { level: run.level, round: run.round };
    await stopDeliveries(write.query, alertId, "escalated", { kind: "level" });
    await moveRun(write.query, alertId, { standing: "calling", nextAt: write.at, position });
    await recordDeed(write, { name: "alert.escalated", subject: alertId, detail: { number: alert.number } });
    await appendEvent(write.query, alert, { kind: "escalated", at: write.at, actor });
    write.afterCommit(context.wake);
    return alert;
  });
}
