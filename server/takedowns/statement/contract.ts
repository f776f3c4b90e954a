/** A statement of reasons: its closed lists of values and its shapes. Runs in browsers: no imports from Node. */
import { type Subject, subjects } from "../../counting/contract.ts";
import { countries } from "../../kernel/countries.ts";
import enumerations from "./enumerations.json" with { type: "json" };

/** Every closed list of the contract, by the field that takes it; `subject` and `country` are ours. */
export const values = {
  decision_visibility: new Set(enumerations.decision_visibility),
  decision_monetary: new Set(enumerations.decision_monetary),
  decision_provision: new Set(enumerations.decision_provision),
  decision_account: new Set(enumerations.decision_account),
  account_type: new Set(enumerations.account_type),
  decision_ground: new Set(enumerations.decision_ground),
  incompatible_content_illegal: new Set(enumerations.incompatible_content_illegal),
  category: new Set(enumerations.category),
  category_specification: new Set(enumerations.category_specification),
  content_type: new Set(enumerations.content_type),
  content_language: new Set(enumerations.content_language),
  territorial_scope: new Set(enumerations.territorial_scope),
  source_type: new Set(enumerations.source_type),
  automated_detection: new Set(enumerations.automated_detection),
  automated_decision: new Set(enumerations.automated_decision),
  subject: new Set<string>(subjects),
  country: countries,
} as const satisfies Record<string, ReadonlySet<string>>;

/** Which of the two endpoints: they differ in what they normalise and answer (`statement/rules.ts`). */
export type StatementDoor = "single" | "batch";

/**
 * A statement that its door accepted: known fields only, trimmed, dropped ones absent, dates as `YYYY-MM-DD`.
 * A key is there when the client sent it; null is what the client sent as null or as blank.
 */
export interface Statement {
  decision_visibility?: string[] | null;
  decision_visibility_other?: string;
  end_date_visibility_restriction?: string | null;
  decision_monetary?: string | null;
  decision_monetary_other?: string;
  end_date_monetary_restriction?: string | null;
  decision_provision?: string | null;
  end_date_service_restriction?: string | null;
  decision_account?: string | null;
  end_date_account_restriction?: string | null;
  account_type?: string | null;
  decision_ground: string;
  decision_ground_reference_url?: string | null;
  illegal_content_legal_ground?: string;
  illegal_content_explanation?: string;
  incompatible_content_ground?: string;
  incompatible_content_explanation?: string;
  incompatible_content_illegal?: string;
  content_type: string[];
  content_type_other?: string;
  category: string;
  category_addition?: string[];
  category_specification?: string[] | null;
  category_specification_other?: string | null;
  content_language?: string | null;
  content_date: string;
  content_id_ean?: string | null;
  territorial_scope?: string[] | null;
  application_date: string;
  decision_facts: string;
  source_type: string;
  source_identity?: string | null;
  automated_detection: string;
  automated_decision: string;
  puid: string;
  subject?: Subject | null;
  country?: string | null;
}

/** Texts by the field at fault; the EAN's key is `content_id.EAN-13`. Clients rely on the keys, not on the texts. */
export type FieldErrors = Record<string, string[]>;

/** One row of the statements' table, before it has its number. */
export interface StatementRow {
  sourceId: number;
  identity: string;
  uuid: string;
  puid: string;
  /** Epoch milliseconds; the partition is its UTC day. */
  receivedAt: number;
  body: Statement;
}
