import { z } from "zod";
import type { Severity } from "../../alerts/contract.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { PastDoors } from "./past-doors.ts";
import { createPoster, type DemoTarget } from "./poster.ts";
import type { DemoSession } from "./session.ts";
import type { DemoTeam } from "./state-file.ts";

const minuteMs = 60_000;

/** What the outside monitor says of a thing. */
interface Signal {
  dedup_key: string;
  summary: string;
  severity: Severity;
  /** Says that it is simulated: lists show it beside the summary. */
  source: string;
  group?: string;
}

const eventOf = (dedup_key: string, severity: Severity, summary: string, group?: string): Signal => ({
  ...{ dedup_key, severity, summary, source: `${dedup_key} (simulated)` },
  ...(group === undefined ? {} : { group }),
});

/**
 * Alerts of the hours before the first start: when each was triggered, taken and over, minutes before it. Quiet ones, whose
 * people are told two hours later: none of their pages is due before they were taken.
 */
const past: readonly (Signal & { from: number; taken: number | null; over: number })[] = [
  { ...eventOf("thumbnail-fra-2", "warning", "Thumbnails take 3 s, usual 0.4 s"), from: 108, taken: 103, over: 80 },
  { ...eventOf("certificate-api", "info", "The API's certificate ends in 20 days"), from: 97, taken: 85, over: 74 },
  { ...eventOf("disk-media-ams-1", "warning", "Disk 82 % full, 5 days left"), from: 71, taken: 69, over: 47 },
  { ...eventOf("dns-sin-1", "warning", "1 in 200 look-ups unanswered"), from: 52, taken: null, over: 49 },
  { ...eventOf("appeals-queue", "warning", "Appeals wait 9 h, target 6 h"), from: 38, taken: 32, over: 14 },
  { ...eventOf("backup-eu", "info", "Last night's backup took 3 h, usual 1 h"), from: 23, taken: 22, over: 11 },
];

/** Of four one page stands for all. */
const rack = [
  eventOf("media-ams-3", "critical", "Media store does not answer", "ams rack 7"),
  ...["media-ams-4", "media-ams-5", "media-ams-6"].map((name) =>
    eventOf(name, "error", "Media store does not answer", "ams rack 7"),
  ),
];
const shared = eventOf("classifier-gpu-2", "error", "Classifier answers in 900 ms, usual 120 ms");
const resting = eventOf("certificate-cdn", "warning", "The CDN's certificate ends in 13 days");
const silenced = eventOf("search-index-2", "warning", "Search index lags 40 minutes behind");
/** Nobody of the first level takes it: after five minutes it calls whoever signed in. */
export const forVisitor = eventOf("report-desk", "error", "User reports wait 14 minutes, twice the target");

const silencesSchema = z.object({ silences: z.array(z.object({ reason: z.string(), to: z.number() })) });
const nowSchema = z.array(z.object({ scheduleId: z.int(), now: z.object({ personId: z.string() }).nullable() }));
const alertsSchema = z.object({
  alerts: z.array(z.object({ id: z.string(), dedupKey: z.string(), state: z.string() })),
});

/** Posts what the monitor says. @throws Refusal `unauthenticated` where a visitor revoked it */
const postedBy = (target: DemoTarget, { key }: DemoTeam, signal: AbortSignal) => {
  const ask = createPoster(target, signal);
  return async (event: object): Promise<void> => {
    const asked = { path: "/api/v1/alerts", key, contentType: "application/json", body: JSON.stringify(event) };
    const { status, body } = await ask(asked);
    if (status === 401) throw new Refusal("unauthenticated", "The monitor was revoked.");
    if (status >= 300) throw new Error(`an alert was answered ${status}: ${body.slice(0, 300)}`);
  };
};

async function findAlert(session: DemoSession, dedupKey: string): Promise<string> {
  const { alerts } = alertsSchema.parse(await session.read("alerts.inbox"));
  const found = alerts.find((one) => one.dedupKey === dedupKey && one.state !== "resolved");
  if (!found) throw new Error(`the alert ${dedupKey} is not open`);
  return found.id;
}

/** Tells the alerts before a start (epoch ms) at the doors of the past, and leaves the note of who went. */
export async function tellPastAlerts(told: {
  doors: PastDoors;
  team: DemoTeam;
  staff: readonly { id: string; session: DemoSession }[];
  start: number;
  signal: AbortSignal;
}): Promise<void> {
  const { doors, team, staff, start, signal } = told;
  const post = postedBy(doors.target, team, signal);
  /** Whoever is on call at the doors' moment. */
  const onCall = async (): Promise<DemoSession> => {
    const schedules = nowSchema.parse(await staff[0]?.session.at(doors.target).read("oncall.now"));
    const personId = schedules.find(({ scheduleId }) => scheduleId === team.europe)?.now?.personId;
    const session = staff.find(({ id }) => id === personId)?.session;
    if (!session) throw new Error("nobody simulated is on call");
    return session.at(doors.target);
  };
  const take = async (key: string) => {
    const taker = await onCall();
    await taker.act("alerts.acknowledge", { alertId: await findAlert(taker, key) });
  };
  const deeds: { before: number; act: () => Promise<unknown> }[] = past.flatMap(({ from, taken, over, ...event }) => [
    { before: from, act: () => post(event) },
    ...(taken === null ? [] : [{ before: taken, act: () => take(event.dedup_key) }]),
    { before: over, act: () => post({ action: "resolve", dedup_key: event.dedup_key }) },
  ]);
  const note = "Quiet night. The appeals queue grows again after the update of Tuesday: look at it first. (simulated)";
  deeds.push({
    before: 65,
    act: async () => (await onCall()).act("oncall.handOver", { scheduleId: team.europe, note }),
  });
  for (const { before, act } of deeds.sort((a, b) => b.before - a.before)) {
    await doors.stand(start - before * minuteMs);
    await act();
  }
}

/**
 * What stands at a start: a silence, one page for four, one that somebody has, one that rests, one that is silenced, and one
 * that nobody takes. What an earlier start left of it is over. @throws Refusal where a visitor took away what it needs
 */
export async function stageAlerts(told: {
  target: DemoTarget;
  team: DemoTeam;
  actor: DemoSession;
  now: number;
  signal: AbortSignal;
}): Promise<void> {
  const { target, team, actor, now, signal } = told;
  const post = postedBy(target, team, signal);
  const matcher = { integrationId: team.integration, text: "search-index" };
  const reason = "Planned rebuild of the search index, announced on Monday. (simulated)";
  const { silences } = silencesSchema.parse(await actor.read("alerts.silences"));
  if (!silences.some((one) => one.reason === reason && one.to > now)) {
    await actor.act("alerts.createSilence", { matcher, from: null, to: now + 6 * 3_600_000, reason });
  }
  const staged = [...rack, shared, resting, silenced, forVisitor];
  for (const { dedup_key } of staged) await post({ action: "resolve", dedup_key });
  for (const event of staged) await post(event);
  const rests = await findAlert(actor, resting.dedup_key);
  await actor.act("alerts.note", { alertId: rests, note: "Ordered; it is renewed tonight. (simulated)" });
  await actor.act("alerts.snooze", { alertId: rests, until: now + 8 * 3_600_000 });
}
