import type { IncomingMessage, ServerResponse } from "node:http";
import type { Alerts, IntegrationActor } from "../../alerts/alerts.ts";
import { isRefusal } from "../../kernel/refusal.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { type Answer, send, sendWhileSent } from "../answer.ts";
import { limits } from "../limits.ts";
import { type DoorSurroundings, refusalAnswer } from "../machine-door.ts";
import { bodyChunks, parseJson } from "../read-body.ts";
import { carryOut, dedupKeyOfRead, objectOf } from "./carry-out.ts";
import { readPagerDutyEvent } from "./event-body.ts";

/** PagerDuty's shape of a refusal: its clients read `errors`, a list of texts. */
export function pagerDutyRefusal(status: number, detail: string): Answer {
  const retry: Record<string, string> = status === 429 || status === 503 ? { "retry-after": "1" } : {};
  if (status === 429) {
    return { status, headers: retry, body: refused("throttle exceeded", throttled, ["Enhance Your Calm."]) };
  }
  const object = status === 400 ? "Event object format is unrecognized" : "The event was not processed";
  return { status, headers: retry, body: refused(status === 400 ? "Unrecognized object" : "error", object, [detail]) };
}

const throttled = "Requests for this service are arriving too quickly.  Please retry later.";
const refused = (status: string, message: string, errors: string[]) => ({ status, message, errors });
const invalidEvent = (errors: string[]): Answer => ({
  status: 400,
  body: refused("invalid event", "Event object is invalid", errors),
});

/**
 * PagerDuty's Events API v2. The key stands in the body, so the body is read first, whatever its type says, and held
 * against the address that sends it. 202 is answered after the commit and never before.
 */
export function createPagerDutyDoor(context: DoorSurroundings & { alerts: Alerts; metrics: Metrics }) {
  const { alerts, metrics, rates, log } = context;
  const door = "pagerduty";

  async function bodyOf(req: IncomingMessage, address: string): Promise<object> {
    const held = context.holdFor(`address ${address}`);
    try {
      const parts: Buffer[] = [];
      const bounds = { sent: limits.bytesAnAlert, unpacked: limits.bytesAnAlert, withinMs: context.bodyWithinMs };
      for await (const chunk of bodyChunks(req, bounds)) {
        held.take(chunk.length);
        parts.push(chunk);
      }
      return objectOf(parseJson(Buffer.concat(parts)));
    } finally {
      held.release();
    }
  }

  /** Whose key it is; undefined where nobody's, which counts against the address. */
  async function senderOf(routingKey: string | undefined, address: string): Promise<IntegrationActor | undefined> {
    await rates.admitAddress(address, routingKey);
    try {
      const actor = await alerts.authenticateIntegration(door, routingKey);
      if (routingKey !== undefined) rates.rememberValid(routingKey);
      return actor;
    } catch (error) {
      if (!isRefusal(error) || error.code !== "unauthenticated") throw error;
      await rates.countAnonymous(address);
      return undefined;
    }
  }

  async function take(req: IncomingMessage): Promise<Answer> {
    const address = context.addressOf(req);
    const { routingKey, read } = readPagerDutyEvent(await bodyOf(req, address));
    const actor = await senderOf(routingKey, address);
    if (!actor) {
      metrics.alertEvents.inc({ door, outcome: "unknown_key" });
      const unknown = ["'routing_key' is of no integration here, or of one that is revoked"];
      return invalidEvent(routingKey === undefined && "faults" in read ? read.faults : unknown);
    }
    await rates.admitKey(`integration ${actor.integrationId}`);
    if ("faults" in read) {
      metrics.alertEvents.inc({ door, outcome: "invalid" });
      return invalidEvent(read.faults);
    }
    const { outcome } = await carryOut(alerts, actor, read);
    metrics.alertEvents.inc({ door, outcome });
    return { status: 202, body: { status: "success", message: "Event processed", dedup_key: dedupKeyOfRead(read) } };
  }

  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    try {
      send(res, await take(req));
    } catch (error) {
      const isNoJson = isRefusal(error) && error.code === "invalid" && error.message.includes("not JSON");
      const answer = refusalAnswer(error, { scope: null, refuse: pagerDutyRefusal }, log);
      sendWhileSent(req, res, isNoJson ? pagerDutyRefusal(400, "JSON parse error") : answer);
    }
  };
}
