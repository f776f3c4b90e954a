import type { Alerts, IntegrationActor } from "../../alerts/alerts.ts";
import type { Received } from "../../alerts/contract.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { EventRead } from "./event-body.ts";

type Asked = Exclude<EventRead, { faults: string[] }>;

/** Does what an event asks for. */
export function carryOut(alerts: Alerts, actor: IntegrationActor, read: Asked): Promise<Received> {
  if (read.action === "trigger") return alerts.trigger(actor, read.signal);
  const { dedupKey, repairs } = read;
  return read.action === "acknowledge"
    ? alerts.acknowledgeByKey(actor, { dedupKey, repairs })
    : alerts.resolveByKey(actor, { dedupKey, repairs });
}

export const dedupKeyOfRead = (read: Asked): string =>
  read.action === "trigger" ? read.signal.dedupKey : read.dedupKey;

/** @throws Refusal `invalid` on the body for JSON that is no object. */
export function objectOf(value: unknown): object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new Refusal("invalid", "Send one JSON object.", "body");
}
