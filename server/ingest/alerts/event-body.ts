import { randomUUID } from "node:crypto";
import { type AlertDetails, alertBounds, type Signal } from "../../alerts/contract.ts";
import {
  createRepairs,
  customOf,
  dedupKeyOf,
  fieldsOf,
  linksOf,
  type Repairs,
  severityOf,
  textOf,
  timeOf,
} from "./signal-fields.ts";

/** What one event asks for. `faults`: why it asks for nothing that can be done, one sentence each. */
export type EventRead =
  | { action: "trigger"; signal: Signal }
  | { action: "acknowledge" | "resolve"; dedupKey: string; repairs: string[] }
  | { faults: string[] };

/** What an event says, wherever its format puts it. */
interface SaidEvent {
  action: unknown;
  dedupKey: unknown;
  /** Summary, source, severity, timestamp, component, group, class, custom_details. */
  payload: Record<string, unknown>;
  links: unknown;
  /** The system that sent it, and its address. */
  client?: unknown;
  clientUrl?: unknown;
  images?: unknown;
}

const actions = ["trigger", "acknowledge", "resolve"] as const;

/**
 * Reads an event leniently: what is missing is filled in, what is too long is cut, and each repair is said. Only what
 * tells nobody anything is refused: no action, no key where one is needed, no summary.
 */
function readEvent(said: SaidEvent): EventRead {
  const repairs = createRepairs();
  const word = typeof said.action === "string" ? said.action.trim().toLowerCase() : "";
  const action = actions.find((one) => one === word);
  if (!action) {
    const missing = said.action === undefined || said.action === null || said.action === "";
    return {
      faults: [missing ? "'event_action' is missing or blank" : `'event_action' must be ${actions.join(", ")}`],
    };
  }
  if (action !== said.action) repairs.say(`the action was written as "${said.action}"`);
  const dedupKey = dedupKeyOf(said.dedupKey, repairs);
  if (action !== "trigger") {
    if (dedupKey === undefined) return { faults: [`'dedup_key' is missing or blank: ${action} needs one`] };
    return { action, dedupKey, repairs: repairs.list() };
  }
  const summary = textOf(said.payload, "summary", alertBounds.summary, repairs);
  if (summary === undefined) return { faults: ["'payload.summary' is missing or blank"] };
  if (dedupKey === undefined && said.dedupKey !== undefined && said.dedupKey !== null && said.dedupKey !== "") {
    repairs.say("the dedup key was no text; a new one was made");
  }
  const source = textOf(said.payload, "source", alertBounds.name, repairs);
  if (source === undefined) repairs.say('no source was given: "unknown"');
  const severity = severityOf(said.payload.severity, repairs);
  const details = detailsOf(said, repairs);
  const signal = { dedupKey: dedupKey ?? randomUUID(), summary, severity, source: source ?? "unknown", details };
  return { action, signal: { ...signal, repairs: repairs.list() } };
}

function detailsOf({ payload, links, client, clientUrl, images }: SaidEvent, repairs: Repairs): AlertDetails {
  const { timestamp } = payload;
  const occurredAt = timeOf(timestamp);
  if (occurredAt === undefined && timestamp !== undefined && timestamp !== null && timestamp !== "") {
    repairs.say("the timestamp could not be read: the time of receipt counts");
  }
  if (Array.isArray(images) && images.length > 0) repairs.say("images are not kept");
  if (links !== undefined && links !== null && !Array.isArray(links))
    repairs.say("links were no list and are left out");
  const own = typeof clientUrl === "string" && clientUrl !== "" ? [{ href: clientUrl, text: client }] : [];
  const kept = linksOf([...(Array.isArray(links) ? links : []), ...own], repairs);
  const texts = Object.fromEntries(
    (["component", "group", "class"] as const).flatMap((name) => {
      const text = textOf(payload, name, alertBounds.name, repairs);
      return text === undefined ? [] : [[name, text]];
    }),
  );
  const custom = customOf(payload.custom_details, repairs);
  return {
    ...texts,
    ...(occurredAt === undefined ? {} : { occurredAt }),
    ...(kept.length === 0 ? {} : { links: kept }),
    ...(custom === undefined ? {} : { custom }),
  };
}

/** An event of PagerDuty's Events API v2, and whose it says it is. */
export function readPagerDutyEvent(body: object): { routingKey: string | undefined; read: EventRead } {
  const fields = fieldsOf(body);
  const { routing_key: key } = fields;
  const read = readEvent({
    action: fields.event_action,
    dedupKey: fields.dedup_key,
    payload: fieldsOf(fields.payload),
    links: fields.links,
    client: fields.client,
    clientUrl: fields.client_url,
    images: fields.images,
  });
  const routingKey = typeof key === "string" && key.length === 32 ? key : undefined;
  if (routingKey !== undefined) return { routingKey, read };
  const fault =
    typeof key === "string" && key !== ""
      ? "Length of 'routing_key' is incorrect (should be 32 characters)"
      : "'routing_key' is missing or blank";
  return { routingKey, read: { faults: [fault, ...("faults" in read ? read.faults : [])] } };
}

/** An event of the generic door: the same fields, flat. Without an action it triggers. */
export function readGenericEvent(body: object): EventRead {
  const fields = fieldsOf(body);
  return readEvent({
    action: fields.action ?? "trigger",
    dedupKey: fields.dedup_key,
    payload: fields,
    links: fields.links,
  });
}
