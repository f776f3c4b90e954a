import type { Alerts, IntegrationActor } from "../../alerts/alerts.ts";
import type { Alert, Outcome, Received } from "../../alerts/contract.ts";
import type { Clock } from "../../kernel/clock.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { type Answer, problem, send } from "../answer.ts";
import { limits } from "../limits.ts";
import { createMachineDoor, type DoorSurroundings, type MachineRoute, type SourceActor } from "../machine-door.ts";
import { parseJson } from "../read-body.ts";
import { readNotice } from "./alertmanager-body.ts";
import { carryOut, dedupKeyOfRead, objectOf } from "./carry-out.ts";
import { readGenericEvent } from "./event-body.ts";
import { createPagerDutyDoor, pagerDutyRefusal } from "./pagerduty-door.ts";

export interface AlertDoorContext extends DoorSurroundings {
  alerts: Alerts;
  clock: Clock;
  metrics: Metrics;
}

/** Alertmanager tries again after 5xx alone: a 429 would lose what it tells. */
const alertmanagerProblem = (status: number, detail: string, field?: string): Answer =>
  problem(status === 429 ? 503 : status, detail, field);

/** The doors of systems that report alerts, and the one that says which there are. */
export function createAlertDoors(
  context: AlertDoorContext,
  door: ReturnType<typeof createMachineDoor<SourceActor>>,
): MachineRoute[] {
  const { alerts, clock, metrics } = context;
  const doorOf = (kind: "alertmanager" | "generic") =>
    createMachineDoor<IntegrationActor & { keyId: string }>({
      ...context,
      async authenticate(authorization) {
        const key = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
        const actor = await alerts.authenticateIntegration(kind, key).catch((error: unknown) => {
          metrics.alertEvents.inc({ door: kind, outcome: "unknown_key" });
          throw error;
        });
        return { ...actor, keyId: `integration ${actor.integrationId}` };
      },
    });

  return [
    {
      path: "/v2/enqueue",
      methods: ["POST"],
      scope: null,
      refuse: (res, status, detail, headers) => {
        const answer = pagerDutyRefusal(status, detail);
        send(res, { ...answer, headers: { ...answer.headers, ...headers } });
      },
      handle: createPagerDutyDoor(context),
    },
    {
      path: "/api/v1/alertmanager",
      methods: ["POST"],
      scope: null,
      refuse: (res, status, detail, headers) => {
        const answer = alertmanagerProblem(status, detail);
        send(res, { ...answer, headers: { ...answer.headers, ...headers } });
      },
      handle: doorOf("alertmanager")({
        scope: null,
        mediaTypes: null,
        maxBytes: limits.bytesABody,
        refuse: alertmanagerProblem,
        async handle({ actor, body }) {
          const notice = readNotice(objectOf(parseJson(body)), clock.now());
          if (!notice) {
            throw new Refusal("invalid", "The body names no group and no alert: send Alertmanager's webhook.", "body");
          }
          const received = await alerts.recordNotice(actor, notice);
          metrics.alertEvents.inc({ door: "alertmanager", outcome: received.outcome });
          return { status: 200, body: receivedAnswer(received, notice.signal.dedupKey) };
        },
      }),
    },
    {
      path: "/api/v1/alerts",
      methods: ["POST"],
      scope: null,
      handle: doorOf("generic")({
        scope: null,
        mediaTypes: null,
        maxBytes: limits.bytesAnAlert,
        refuse: problem,
        async handle({ actor, body }) {
          const read = readGenericEvent(objectOf(parseJson(body)));
          if ("faults" in read) throw new Refusal("invalid", `${read.faults.join("; ")}.`.replaceAll("payload.", ""));
          const received = await carryOut(alerts, actor, read);
          metrics.alertEvents.inc({ door: "generic", outcome: received.outcome });
          return { status: 202, body: receivedAnswer(received, dedupKeyOfRead(read)) };
        },
      }),
    },
    {
      path: "/api/v1/alerts",
      methods: ["GET", "HEAD"],
      scope: "alerts:read",
      handle: door({
        scope: "alerts:read",
        mediaTypes: [],
        maxBytes: 0,
        refuse: problem,
        async handle({ actor, query }) {
          const { alerts: found, cursor } = await alerts.readAlerts(actor, Object.fromEntries(query));
          return { status: 200, body: { alerts: found.map(presentAlert), cursor } };
        },
      }),
    },
  ];
}

function receivedAnswer(
  { outcome, alert }: Received,
  dedupKey: string,
): { outcome: Outcome; alert: string | null; dedup_key: string } {
  return { outcome, alert: alert?.id ?? null, dedup_key: dedupKey };
}

const instant = (time: number | undefined) => (time === undefined ? null : new Date(time).toISOString());

/** An alert as machines read it. */
function presentAlert(alert: Alert) {
  return {
    id: alert.id,
    integration: alert.integration,
    dedup_key: alert.dedupKey,
    state: alert.state,
    severity: alert.severity,
    summary: alert.summary,
    events: alert.events,
    triggered_at: instant(alert.triggeredAt),
    acknowledged_at: instant(alert.acknowledged?.at),
    resolved_at: instant(alert.resolved?.at),
  };
}
