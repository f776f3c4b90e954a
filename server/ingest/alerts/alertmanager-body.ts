import { createHash } from "node:crypto";
import { alertBounds, type Notice, type Occurrence, type Severity, severities } from "../../alerts/contract.ts";
import {
  createRepairs,
  customOf,
  cut,
  dedupKeyOf,
  fieldsOf,
  linksOf,
  type Repairs,
  severityOf,
  textOf,
  timeOf,
} from "./signal-fields.ts";

type Fields = Record<string, unknown>;

/** One alert of the group. */
interface Member extends Occurrence {
  labels: Fields;
  annotations: Fields;
  generatorUrl: unknown;
}

/**
 * Reads Alertmanager's webhook, version 4, and what looks like it: unknown fields pass, absent ones are made up for.
 * `now`: epoch ms. Undefined where nothing says which group or alert it is about.
 */
export function readNotice(body: object, now: number): Notice | undefined {
  const fields = fieldsOf(body);
  const repairs = createRepairs();
  const given = Array.isArray(fields.alerts) ? fields.alerts : [];
  const said = fields.status ?? fields.state;
  const endsAll = said === "resolved" || said === "ok";
  const members = given.map((one) => readMember(fieldsOf(one), { now, endsAll }));
  const key = groupKeyOf(fields, members, repairs);
  if (key === undefined) return undefined;
  const firing = isFiring(said, members, repairs);
  const signal = {
    dedupKey: key,
    summary: summaryOf(fields, members, key, repairs),
    severity: severityOfGroup(fields, members, repairs),
    source: sourceOf(fields, repairs),
    details: detailsOf(fields, members, repairs),
  };
  const truncated = Number.isSafeInteger(fields.truncatedAlerts) ? Math.max(0, Number(fields.truncatedAlerts)) : 0;
  if (truncated > 0) repairs.say(`the notice leaves out ${truncated} alerts of the group`);
  const reason = textOf(fields, "notification_reason", alertBounds.name, createRepairs());
  return {
    firing,
    truncated,
    occurrences: members
      .slice(0, mostOccurrences)
      .map(({ fingerprint, startsAt, firing: fires }) => ({ fingerprint, startsAt, firing: fires })),
    ...(reason === undefined ? {} : { reason }),
    signal: { ...signal, repairs: repairs.list() },
  };
}

const mostOccurrences = 20_000;

function readMember(given: Fields, { now, endsAll }: { now: number; endsAll: boolean }): Member {
  const labels = fieldsOf(given.labels);
  const end = timeOf(given.endsAt);
  const over = end !== undefined && end <= now;
  const firing = given.status === "firing" || (given.status !== "resolved" && !over && !endsAll);
  const fingerprint = textOf(given, "fingerprint", alertBounds.name, createRepairs());
  return {
    // Without its fingerprint an alert is known by its labels, as Alertmanager itself makes the fingerprint of them.
    fingerprint: fingerprint ?? digest(sorted(labels)),
    startsAt: timeOf(given.startsAt) ?? 0,
    firing,
    labels,
    annotations: fieldsOf(given.annotations),
    generatorUrl: given.generatorURL,
  };
}

function groupKeyOf(fields: Fields, members: readonly Member[], repairs: Repairs): string | undefined {
  const key = dedupKeyOf(fields.groupKey, repairs);
  if (key !== undefined) return key;
  const labels = [fields.groupLabels, fields.commonLabels, members[0]?.labels].map(fieldsOf);
  const known = labels.find((one) => Object.keys(one).length > 0);
  const [member] = members;
  if (!known && !member) return undefined;
  repairs.say("the notice named no group; its labels name it");
  return dedupKeyOf(known ? `labels ${digest(sorted(known))}` : `alert ${member?.fingerprint}`, repairs);
}

/** The group's own status decides; where it has none, it fires as long as one of its alerts does. */
function isFiring(said: unknown, members: readonly Member[], repairs: Repairs): boolean {
  if (said === "firing" || said === "alerting") return true;
  if (said === "resolved" || said === "ok") return false;
  const firing = members.length === 0 || members.some((one) => one.firing);
  repairs.say(`the notice had no known status and was taken as ${firing ? "firing" : "resolved"}`);
  return firing;
}

function severityOfGroup(fields: Fields, members: readonly Member[], repairs: Repairs): Severity {
  const { severity } = fieldsOf(fields.commonLabels);
  if (severity !== undefined) return severityOf(severity, repairs);
  const labelled = members.filter(({ firing, labels }) => firing && labels.severity !== undefined);
  if (labelled.length === 0) return severityOf(undefined, repairs);
  const said = new Set(labelled.map(({ labels }) => severityOf(labels.severity, repairs)));
  return severities.find((one) => said.has(one)) ?? "error";
}

/** The first text that says what is wrong; at the least, which group it is. */
function summaryOf(fields: Fields, members: readonly Member[], key: string, repairs: Repairs): string {
  const firing = members.find((one) => one.firing) ?? members[0];
  const places: [unknown, string][] = [
    [fields.commonAnnotations, "summary"],
    [fields.commonAnnotations, "description"],
    [firing?.annotations, "summary"],
    [firing?.annotations, "description"],
    [fields, "title"],
    [fields.groupLabels, "alertname"],
    [fields.commonLabels, "alertname"],
    [firing?.labels, "alertname"],
  ];
  for (const [place, name] of places) {
    const text = textOf(fieldsOf(place), name, alertBounds.summary, repairs);
    if (text !== undefined) return text;
  }
  repairs.say("the notice had no summary and no alertname: its group's key stands for them");
  return key;
}

function sourceOf(fields: Fields, repairs: Repairs): string {
  const labels = fieldsOf(fields.commonLabels);
  for (const name of ["instance", "job", "cluster", "service"]) {
    const text = textOf(labels, name, alertBounds.name, repairs);
    if (text !== undefined) return text;
  }
  const receiver = textOf(fields, "receiver", alertBounds.name, repairs);
  return receiver === undefined ? "Alertmanager" : cut(`Alertmanager, ${receiver}`, alertBounds.name);
}

function detailsOf(fields: Fields, members: readonly Member[], repairs: Repairs): Notice["signal"]["details"] {
  const common = fieldsOf(fields.commonLabels);
  const annotations = fieldsOf(fields.commonAnnotations);
  const addresses: [unknown, string][] = [
    [annotations.runbook_url, "Runbook"],
    [annotations.dashboard_url, "Dashboard"],
    [members[0]?.generatorUrl, "Where it is computed"],
    [fields.externalURL, "Alertmanager"],
  ];
  const given = addresses.filter(([href]) => href !== undefined && href !== "");
  const links = linksOf(
    given.map(([href, text]) => ({ href, text })),
    repairs,
  );
  const component =
    textOf(common, "service", alertBounds.name, repairs) ?? textOf(common, "job", alertBounds.name, repairs);
  const alertname = textOf(common, "alertname", alertBounds.name, repairs);
  const starts = members.filter((one) => one.firing && one.startsAt > 0).map((one) => one.startsAt);
  const firing = members.filter((one) => one.firing).length;
  const custom = customOf({ firing, resolved: members.length - firing, labels: common, annotations }, repairs);
  return {
    ...(component === undefined ? {} : { component }),
    ...(alertname === undefined ? {} : { class: alertname }),
    ...(starts.length === 0 ? {} : { occurredAt: starts.reduce((one, other) => Math.min(one, other)) }),
    ...(links.length === 0 ? {} : { links }),
    ...(custom === undefined ? {} : { custom }),
  };
}

/** Labels in one order. What is nested in them, a label never is; it counts by its kind alone. */
const sorted = (labels: Fields): string =>
  JSON.stringify(
    Object.entries(labels)
      .map(([name, value]) => [name, typeof value === "object" ? "" : String(value)])
      .sort(([one = ""], [other = ""]) => (one < other ? -1 : 1)),
  );

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);
