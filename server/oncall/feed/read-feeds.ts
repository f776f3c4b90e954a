import type { Actor } from "../../kernel/actor.ts";
import { mayDo, requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { allows } from "../../kernel/roles.ts";
import { type OncallContext, readPeople } from "../schedule/read-people.ts";
import { readPlans } from "../schedule/read-plans.ts";
import { shiftsBetween } from "../schedule/rules.ts";
import { selectSchedules } from "../schedule/store.ts";
import { type Feed, feedSecretSchema } from "./contract.ts";
import { calendarOf, feedDays, hashSecret } from "./rules.ts";
import { findFeed, selectFeeds } from "./store.ts";

/** The own links; for administrators everybody's. The newest first. @throws Refusal `forbidden` */
export async function readFeeds(context: OncallContext, actor: Actor): Promise<Feed[]> {
  requirePermission(actor, "oncall.read");
  const { query } = context.database;
  const personId = actor.kind === "person" ? actor.personId : "";
  const feeds = await selectFeeds(query, mayDo(actor, "oncall.manage") ? null : personId);
  const people = await readPeople(context, query);
  const names = new Map((await selectSchedules(query)).map(({ id, name }) => [id, name]));
  return feeds.map((feed) => ({
    ...feed,
    owner: people.nameOf(feed.ownerId) ?? "",
    schedule: feed.scheduleId === null ? null : (names.get(feed.scheduleId) ?? null),
  }));
}

/**
 * The calendar behind a link's secret: the shift under way and those of the next 90 days.
 * @throws Refusal `not_found`, the same for a link that never was, is revoked, or whose owner may not read any more
 */
export async function readCalendar(context: OncallContext, secret: string): Promise<string> {
  const { query } = context.database;
  const feed = feedSecretSchema.safeParse(secret).success ? await findFeed(query, hashSecret(secret)) : undefined;
  if (!feed) throw linkIsDead();
  const people = await readPeople(context, query);
  const owner = people.standingOf(feed.ownerId);
  if (owner?.state !== "active" || !allows(owner.roles, "oncall.read")) throw linkIsDead();
  const now = context.clock.now();
  const plans = (await readPlans(query, people, now)).filter(
    ({ schedule }) => feed.scheduleId === null || schedule.id === feed.scheduleId,
  );
  const stretch = { from: now, to: now + feedDays * 86_400_000 };
  const shifts = plans.flatMap(({ schedule, ...plan }) =>
    shiftsBetween(plan, stretch)
      .filter(({ personId }) => feed.scheduleId !== null || personId === owner.id)
      .map(({ personId, from, to }) => ({
        ...{ scheduleId: schedule.id, schedule: schedule.name, personId, person: people.nameOf(personId) ?? "" },
        ...{ from, to },
      })),
  );
  const name = feed.scheduleId === null ? `On call: ${owner.name}` : `On call: ${plans[0]?.schedule.name ?? ""}`;
  return calendarOf(name, shifts, now);
}

function linkIsDead(): Refusal {
  return new Refusal("not_found", "This link was revoked or never was. Issue another on the page of on-call.");
}
