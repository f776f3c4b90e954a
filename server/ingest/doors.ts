import type { Alerts } from "../alerts/alerts.ts";
import type { Counting } from "../counting/counting.ts";
import type { Hotline } from "../hotline/hotline.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Statements } from "../takedowns/takedowns.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { createAlertDoors } from "./alerts/alert-doors.ts";
import { problem } from "./answer.ts";
import { createBodiesInFlight } from "./bodies-in-flight.ts";
import { eventMediaTypes, readEvents } from "./event-formats.ts";
import { limits } from "./limits.ts";
import { createMachineDoor, type DoorSurroundings, type MachineRoute, type SourceActor } from "./machine-door.ts";
import { createRates, type RateSettings } from "./rates.ts";
import { parseJson } from "./read-body.ts";
import { unreadRecorder } from "./record-unread.ts";
import { createStatementDoors } from "./statement-doors.ts";
import { standsTwice } from "./strict-json.ts";

export interface DoorContext extends RateSettings, Omit<DoorSurroundings, "rates" | "holdFor"> {
  authenticate(authorization: string | undefined): Promise<SourceActor>;
  alerts: Alerts;
  counting: Pick<Counting, "submit">;
  statements: Statements;
  hotline: Pick<Hotline, "raiseCase">;
  clock: Clock;
  publicUrl: string;
  operatorName: string;
  log: Logger;
  metrics: Metrics;
}

/** Every door that machines use, with the scope its key needs. */
export function createDoors(context: DoorContext): MachineRoute[] {
  const { counting, hotline, clock, metrics } = context;
  const surroundings = { ...context, rates: createRates(context), holdFor: createBodiesInFlight() };
  const door = createMachineDoor(surroundings);

  return [
    ...createStatementDoors(context, door),
    ...createAlertDoors(surroundings, door),
    {
      path: "/api/v1/events",
      methods: ["POST"],
      scope: "events",
      handle: door({
        scope: "events",
        mediaTypes: Object.values(eventMediaTypes),
        maxBytes: limits.bytesABody,
        refuse: problem,
        onUnread: unreadRecorder(context, "events"),
        async handleStream({ actor, mediaType, headers, chunks }) {
          const source = { id: actor.sourceId, keyId: actor.keyId };
          const receivedAt = clock.now();
          const origin = { sourceId: actor.sourceId, receivedAt };
          const parsed = await readEvents({ mediaType, headers, chunks }, origin);
          const { accepted, duplicates } = await counting.submit({
            source,
            door: "events",
            receivedAt,
            events: parsed.events,
            gauges: parsed.gauges,
            rejections: parsed.rejected.map(({ id, field, error }) => ({
              id,
              // A sender that invents names would otherwise get a row of the record for each.
              field: error === standsTwice ? "(a repeated name)" : field,
              reason: error,
            })),
          });
          metrics.events.inc({ outcome: "accepted" }, accepted);
          metrics.events.inc({ outcome: "duplicate" }, duplicates.length);
          metrics.events.inc({ outcome: "rejected" }, parsed.rejected.length);
          const status = accepted + duplicates.length > 0 ? 200 : 422;
          return { status, body: { accepted, duplicates: duplicates.length, rejected: parsed.rejected } };
        },
      }),
    },
    {
      path: "/api/v1/hotline/cases",
      methods: ["POST"],
      scope: "hotline",
      handle: door({
        scope: "hotline",
        mediaTypes: ["application/json"],
        maxBytes: limits.bytesAHotlineCase,
        refuse: problem,
        async handle({ actor, body }) {
          const raised = await hotline.raiseCase(actor, parseJson(body));
          return { status: raised.created ? 201 : 200, body: raised.case };
        },
      }),
    },
  ];
}
