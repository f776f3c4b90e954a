import type { Clock } from "../../kernel/clock.ts";
import { isRefusal } from "../../kernel/refusal.ts";
import { forVisitor, stageAlerts, tellPastAlerts } from "./alert-story.ts";
import { metricRules, watchMetrics } from "./metric-rules.ts";
import type { PastDoors } from "./past-doors.ts";
import type { DemoTarget } from "./poster.ts";
import { type DemoSession, signIn } from "./session.ts";
import type { DemoPerson } from "./setup.ts";
import { type AtWork, createStaff, unlessRefused } from "./staff.ts";
import { type Member, type StaffName, type StateFile, staffNames } from "./state-file.ts";
import { assembleTeam, callVisitors } from "./team.ts";

const dayMs = 86_400_000;

/** Alerts and whoever is on call for them. */
export interface CallDesk {
  /** Simulated people do what is due; called each second. */
  act(): Promise<void>;
  /** What stands at a start: rules, a silence, alerts in every state. When the last minutes are counted, as rules look at them. */
  stage(times: number): Promise<void>;
  close(): void;
}

/**
 * Puts people on call and opens their pages. At the first start the team stands since two weeks and has taken alerts in the
 * hours before; later the people of this start are called instead of those of an earlier one.
 */
export async function openCallDesk(told: {
  target: DemoTarget;
  doors: PastDoors;
  people: readonly DemoPerson[];
  staff: Record<StaffName, Member>;
  record: StateFile;
  clock: Clock;
  signal: AbortSignal;
}): Promise<CallDesk> {
  const { target, doors, people, staff, record, clock, signal } = told;
  const enter = (person: Member) => signIn(target, person, signal);
  const admin = await enter(personWith("admin", people));
  const visitors = people.filter(({ roles }) => roles.includes("on-call"));
  const atWork: AtWork[] = [];
  for (const name of staffNames) {
    const session = await comeToWork(enter(staff[name]));
    if (session) atWork.push({ ...staff[name], session, takesAll: name === "aiko" });
  }
  const start = clock.now();
  let { team } = record.state;
  if (team !== null) await callVisitors(admin, team, visitors, staff.aiko);
  else {
    const at = start - 14 * dayMs;
    await doors.stand(at);
    team = await assembleTeam({ admin: admin.at(doors.target), staff, visitors, at });
    await tellPastAlerts({ doors, team, staff: atWork, start, signal });
    record.write({ team });
  }
  const workers = createStaff({ people: atWork, target, clock, left: forVisitor.summary });
  return {
    act: workers.act,
    close: workers.close,
    async stage(times) {
      await watchMetrics(admin, metricRules(times, record.state.ids["classifier-latam"] ?? 0));
      const [first] = atWork;
      const staged = { target, team, now: clock.now(), signal };
      if (first) await unlessRefused(stageAlerts({ ...staged, actor: first.session }));
    },
  };
}

/** Sets how they are told: what is quiet waits two hours, as the demo is calm. Null: a visitor took their rights away. */
async function comeToWork(entering: Promise<DemoSession>): Promise<DemoSession | null> {
  const [high, low] = [0, 120].map((delayMinutes) => [{ delayMinutes, channel: "browser" }]);
  try {
    const session = await entering;
    await session.act("oncall.changeNotificationRules", { high, low, quiet: null });
    return session;
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

function personWith(role: "admin", people: readonly DemoPerson[]): DemoPerson {
  const found = people.find(({ roles }) => roles.includes(role));
  if (!found) throw new Error(`nobody of the demo is ${role}`);
  return found;
}
