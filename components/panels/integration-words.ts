import type { Integration, IntegrationKind } from "../../server/alerts/contract.ts";
import type { Routing } from "../../server/alerts/escalation/contract.ts";

export const kindNames: Record<Integration["kind"], string> = {
  pagerduty: "PagerDuty events",
  alertmanager: "Alertmanager",
  generic: "Plain JSON",
  hotline: "Built in",
  clock: "Built in",
  source: "Built in",
  system: "Built in",
  rule: "Built in",
};

/** What each of ours tells. */
export const ownWords: Partial<Record<Integration["kind"], string>> = {
  hotline: "a case came in",
  clock: "three quarters of a clock have run, or all of it",
  source: "a source sends nothing any more",
  system: "upkeep, disk, audit or paging need a person",
  rule: "a metric rule fires",
};

export const groupingNames: Record<Routing["grouping"], string> = {
  cause: "those of one cause",
  all: "all of them",
  none: "each by itself",
};

/** "those of one cause, 10 minutes": which alerts are one page. */
export const groupingWords = ({ grouping, groupingMinutes }: Pick<Integration, "grouping" | "groupingMinutes">) =>
  grouping === "none" ? groupingNames.none : `${groupingNames[grouping]}, within ${groupingMinutes} min`;

/** How a system of each kind sends, to be copied; `KEY` stands for the key that is shown once. */
export const examples: Record<IntegrationKind, (url: string) => string> = {
  pagerduty: (url) => `curl -i '${url}/v2/enqueue' -d '{
  "routing_key": "KEY",
  "event_action": "trigger",
  "dedup_key": "db-primary",
  "payload": {
    "summary": "The primary database does not answer",
    "source": "probe-1",
    "severity": "critical"
  }
}'`,
  alertmanager: (url) => `receivers:
  - name: watchfloor
    webhook_configs:
      - url: ${url}/api/v1/alertmanager
        send_resolved: true
        http_config:
          authorization:
            credentials: KEY`,
  generic: (url) => `curl -i '${url}/api/v1/alerts' -H 'Authorization: Bearer KEY' -d '{
  "action": "trigger",
  "dedup_key": "db-primary",
  "summary": "The primary database does not answer",
  "source": "probe-1",
  "severity": "critical"
}'`,
};
