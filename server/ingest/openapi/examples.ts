import type { RaiseCase } from "../../hotline/contract.ts";
import type { EventType } from "../event-kinds.ts";

/** Every example is posted to a running server by a test. */
export const statementExample = (puid: string) => ({
  decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
  decision_ground: "DECISION_GROUND_INCOMPATIBLE_CONTENT",
  incompatible_content_ground: "Terms of service, part 4",
  incompatible_content_explanation: "Offers of counterfeit documents are not allowed",
  category: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
  content_type: ["CONTENT_TYPE_TEXT"],
  content_date: "2026-05-18",
  application_date: "2026-05-19",
  territorial_scope: ["DE", "FR"],
  decision_facts: "Found by a classifier and confirmed by a moderator",
  source_type: "SOURCE_VOLUNTARY",
  automated_detection: "Yes",
  automated_decision: "AUTOMATED_DECISION_NOT_AUTOMATED",
  puid,
});

const words = {
  category: "STATEMENT_CATEGORY_VIOLENCE",
  decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
};
const about = { decision: { source: "/classifier", id: "decision-1" }, decided_on: "2026-05-19" };

const data: Record<EventType, object> = {
  "decision.made": { ...words, subject: "post", country: "FR" },
  "decision.reversed": { ...words, ...about },
  "user_report.received": { category: words.category, subject: "channel", count: 3 },
  "appeal.opened": { ...words, ...about },
  "appeal.decided": { ...words, ...about },
  "accounts.created": { count: 250, country: "IN" },
  "accounts.deleted": { count: 40 },
  "audience.measured": { gauge: "total_users", value: 950_000_000 },
  "queue.measured": { queue: "appeals", waiting: 1_200 },
};

/** One event of each kind; a new kind does not compile without one. */
export const eventExamples = Object.fromEntries(
  Object.entries(data).map(([type, given], index) => [
    type,
    {
      specversion: "1.0",
      id: `decision-${index + 1}`,
      source: "/classifier",
      type,
      time: "2026-05-20T11:59:00Z",
      data: given,
    },
  ]),
);

/** The key stands in the body: put the one of your integration in its place. */
export const pagerDutyExample = {
  routing_key: "0123456789abcdef0123456789abcdef",
  event_action: "trigger",
  dedup_key: "db-1/disk",
  payload: {
    summary: "The disk of db-1 is 95 % full",
    source: "db-1",
    severity: "critical",
    timestamp: "2026-05-20T11:59:00Z",
    component: "postgres",
    custom_details: { used: "95 %" },
  },
  links: [{ href: "https://runbooks.example.org/disk", text: "Runbook" }],
};

export const alertExample = {
  summary: "The queue of appeals grows",
  severity: "warning",
  source: "queue-watch",
  dedup_key: "appeals/queue",
};

export const alertmanagerExample = {
  version: "4",
  groupKey: '{}:{alertname="QueueLag"}',
  truncatedAlerts: 0,
  status: "firing",
  receiver: "watchfloor",
  groupLabels: { alertname: "QueueLag" },
  commonLabels: { alertname: "QueueLag", severity: "warning", job: "queue" },
  commonAnnotations: { summary: "The queue is 5 minutes behind" },
  externalURL: "http://alertmanager.example.org",
  alerts: [
    {
      status: "firing",
      labels: { alertname: "QueueLag", severity: "warning", job: "queue" },
      annotations: { summary: "The queue is 5 minutes behind" },
      startsAt: "2026-05-20T11:58:00.123456789Z",
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "http://prometheus.example.org/graph",
      fingerprint: "c4ab0123456789de",
    },
  ],
};

export const hotlineExample: RaiseCase = { reference: "FR 2026/0815", urgency: "urgent", threat: "abduction" };
