import { z } from "zod";
import { type OwnKind, ownKinds } from "../../alerts/contract.ts";
import type { DemoSession } from "./session.ts";
import { firstFree } from "./setup.ts";
import { unlessRefused } from "./staff.ts";
import type { DemoTeam, Member, StaffName } from "./state-file.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const madeSchema = z.object({ id: z.int() });
const policiesSchema = z.array(
  z.object({ id: z.int(), version: z.int(), name: z.string(), repeats: z.int(), levels: z.array(z.unknown()) }),
);
const integrationsSchema = z.array(z.object({ id: z.int(), kind: z.string(), policyId: z.int().nullable() }));

/**
 * Puts a team on call, as an administrator did at `at` (epoch ms): two schedules in two zones, a policy
 * that calls them one after the other, and everything that reports alerts routed to it.
 */
export async function assembleTeam(told: {
  admin: DemoSession;
  staff: Record<StaffName, Member>;
  /** The people of this start. */
  visitors: readonly Member[];
  at: number;
}): Promise<DemoTeam> {
  const { admin, staff, visitors, at } = told;
  const startDate = new Date(at).toISOString().slice(0, 10);
  const { mara, tomas, jonas, aiko, ravi } = staff;
  const make = (procedure: string, name: string, rest: object) =>
    firstFree(1, (number) => admin.act(procedure, { name: `${name}${number} (simulated)`, ...rest }));
  const europe = madeSchema.parse(
    await make("oncall.createSchedule", "Europe", {
      zone: "Europe/Paris",
      rotations: [
        {
          name: "Weeks",
          people: [mara.id, tomas.id, jonas.id],
          ...{ startDate, handOff: "09:00", every: { unit: "week", count: 1 }, hours: [] },
        },
      ],
    }),
  );
  const turns = { startDate, every: { unit: "day", count: 1 } };
  const hours = (from: string, to: string) => [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from, to }];
  const asia = madeSchema.parse(
    await make("oncall.createSchedule", "South Asia", {
      zone: "Asia/Kolkata",
      rotations: [
        { name: "Days", people: [ravi.id, aiko.id], ...turns, handOff: "09:00", hours: hours("09:00", "21:00") },
        { name: "Nights", people: [aiko.id, ravi.id], ...turns, handOff: "21:00", hours: hours("21:00", "09:00") },
      ],
    }),
  );
  const levels = levelsOf({ europe: europe.id, asia: asia.id, visitors, last: aiko });
  const policy = madeSchema.parse(await make("oncall.createPolicy", "Around the clock", { repeats: 0, levels }));
  const outside = z
    .object({ id: z.int(), key: z.string() })
    .parse(await make("integrations.create", "Monitoring", { kind: "generic", policyId: policy.id }));
  const routing = { policyId: policy.id, grouping: "cause", groupingMinutes: 60 };
  const own: readonly string[] = ownKinds satisfies readonly OwnKind[];
  for (const { id, kind, policyId } of integrationsSchema.parse(await admin.read("integrations.list"))) {
    if (id !== outside.id && (policyId !== null || !own.includes(kind))) continue;
    await admin.act("integrations.route", { integrationId: id, ...routing });
  }
  // A colleague stands in for half a day, three days after the start.
  const from = Math.floor(at / dayMs + 17) * dayMs + 8 * hourMs;
  const override = { scheduleId: europe.id, personId: mara.id, from, to: from + 12 * hourMs, agreed: true };
  await admin.act("oncall.createOverride", override);
  return { ...{ europe: europe.id, asia: asia.id, policy: policy.id }, integration: outside.id, key: outside.key };
}

/** Lets the policy call the people of this start instead of those of an earlier one, unless a visitor made it another. */
export async function callVisitors(
  admin: DemoSession,
  { policy: id, europe, asia }: DemoTeam,
  visitors: readonly Member[],
  last: Member,
): Promise<void> {
  const policy = policiesSchema.parse(await admin.read("oncall.policies")).find((one) => one.id === id);
  const levels = levelsOf({ europe, asia, visitors, last });
  if (policy?.levels.length !== levels.length) return;
  const { version, name, repeats } = policy;
  await unlessRefused(admin.act("oncall.changePolicy", { id, version, name, repeats, levels }));
}

const levelsOf = (of: { europe: number; asia: number; visitors: readonly Member[]; last: Member }) => [
  { delayMinutes: 5, targets: [{ kind: "schedule", scheduleId: of.europe }] },
  { delayMinutes: 10, targets: of.visitors.map(({ id }) => ({ kind: "person", personId: id })) },
  {
    delayMinutes: 15,
    targets: [
      { kind: "schedule", scheduleId: of.asia },
      { kind: "person", personId: of.last.id },
    ],
  },
];
