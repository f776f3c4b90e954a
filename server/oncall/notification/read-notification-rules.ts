import type { Actor } from "../../kernel/actor.ts";
import type { OncallContext } from "../schedule/read-people.ts";
import type { Query } from "../schedule/store.ts";
import { requireOwnRules } from "./change-notification-rules.ts";
import {
  type OwnNotificationRules,
  type PlannedNotification,
  type Urgency,
  usualNotificationRules,
} from "./contract.ts";
import { planNotifications } from "./rules.ts";
import { selectNotificationRules } from "./store.ts";

/** How oneself is notified. @throws Refusal `forbidden` */
export async function readOwnNotificationRules(context: OncallContext, actor: Actor): Promise<OwnNotificationRules> {
  return readRules(context.database.query, requireOwnRules(actor));
}

/** The steps by which a person who is called at an instant is told, in the caller's transaction. */
export async function readNotificationPlan(
  query: Query,
  personId: string,
  urgency: Urgency,
  at: number,
): Promise<PlannedNotification[]> {
  return planNotifications(await readRules(query, personId), urgency, at);
}

/** How a person is notified. */
export async function readRules(query: Query, personId: string): Promise<OwnNotificationRules> {
  const stored = await selectNotificationRules(query, personId);
  return stored ? { ...stored.rules, changedAt: stored.changedAt } : { ...usualNotificationRules, changedAt: null };
}
