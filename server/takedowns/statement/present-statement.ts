import type { Statement, StatementDoor, StatementRow } from "./contract.ts";

const lists = [
  "decision_visibility",
  "category_addition",
  "category_specification",
  "content_type",
  "territorial_scope",
];
const endDates = [
  "end_date_visibility_restriction",
  "end_date_monetary_restriction",
  "end_date_service_restriction",
  "end_date_account_restriction",
];
const optionalTexts = [
  "decision_visibility_other",
  "decision_monetary",
  "decision_monetary_other",
  "decision_provision",
  "decision_account",
  "account_type",
  "decision_ground_reference_url",
  "illegal_content_legal_ground",
  "illegal_content_explanation",
  "incompatible_content_ground",
  "incompatible_content_explanation",
  "incompatible_content_illegal",
  "category_specification_other",
  "content_type_other",
  "content_id_ean",
  "content_language",
  "source_identity",
];

/** A stored statement as its endpoint answers it. The single endpoint adds `id`; the batch fills in what was left out. */
type PresentedStatement = Statement & {
  uuid: string;
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  created_at: string;
  platform_name: string;
  permalink: string;
  self: string;
};

/** `publicUrl` without a closing slash; both links begin with it. */
export function presentStatement(
  row: StatementRow,
  door: StatementDoor,
  site: { publicUrl: string; operatorName: string },
): PresentedStatement {
  return {
    ...defaultsOf(row.body, door),
    ...row.body,
    ...emptyLists(row.body, door),
    uuid: row.uuid,
    created_at: new Date(row.receivedAt).toISOString().slice(0, 19).replace("T", " "),
    platform_name: site.operatorName,
    permalink: `${site.publicUrl}/statement/${row.uuid}`,
    self: `${site.publicUrl}/api/v1/statement/${row.uuid}`,
  };
}

/** What was not sent and is answered all the same, as null. */
function defaultsOf(body: Statement, door: StatementDoor): Record<string, null> {
  const names = door === "batch" ? [...optionalTexts, ...endDates] : endDates;
  return Object.fromEntries(names.filter((name) => !Object.hasOwn(body, name)).map((name) => [name, null]));
}

/** A list given as null is answered `[]`; so is one that was not given: any by the batch, the territories by both. */
function emptyLists(body: Statement, door: StatementDoor): Record<string, string[]> {
  const given = new Map<string, unknown>(Object.entries(body));
  const answered = lists.filter((name) => door === "batch" || name === "territorial_scope" || given.has(name));
  return Object.fromEntries(answered.filter((name) => !given.get(name)).map((name) => [name, []]));
}
