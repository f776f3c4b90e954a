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

/** One value of another field. */
export interface Choice {
  field: string;
  value: string;
}

/** How a field is written: text of at most so many characters, one of `values`, a list of them, a day, or a form of its own. */
type StatementForm =
  | { form: "text"; longest: number }
  | { form: "choice" | "list"; of: keyof typeof values }
  | { form: "date"; earliest?: string }
  | { form: "url" | "ean" | "puid" };

/** One field of a statement as a sender writes it, and what it depends on. */
export type StatementField = StatementForm & {
  /** `one_decision`: at least one of the fields marked so is needed. */
  required?: "always" | "one_decision";
  /** Required with this choice, dropped unread without it. */
  belongsTo?: Choice;
  /** Dropped unread without this choice, by both endpoints or by the batch alone. */
  keptWith?: Choice;
  keptInBatchWith?: Choice;
  droppedWith?: Choice;
  /** The batch drops it unread. */
  singleOnly?: true;
  /** An explicit null is refused rather than taken for "not given". */
  nullRefused?: true;
};

const choice = (field: string, value: string): Choice => ({ field, value });
const illegal = choice("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT");
const incompatible = choice("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT");
const text = (longest: number) => ({ form: "text", longest }) as const;
const one = (of: keyof typeof values) => ({ form: "choice", of }) as const;
const list = (of: keyof typeof values) => ({ form: "list", of }) as const;
const always = { required: "always" } as const;
const oneDecision = { required: "one_decision" } as const;

/** The contract, field by field; errors are listed in this order. `subject` and `country` are ours. */
export const statementFields: Readonly<Record<string, StatementField>> = {
  decision_visibility: { ...list("decision_visibility"), ...oneDecision },
  decision_visibility_other: { ...text(500), belongsTo: choice("decision_visibility", "DECISION_VISIBILITY_OTHER") },
  decision_monetary: { ...one("decision_monetary"), ...oneDecision },
  decision_monetary_other: { ...text(500), belongsTo: choice("decision_monetary", "DECISION_MONETARY_OTHER") },
  decision_provision: { ...one("decision_provision"), ...oneDecision },
  decision_account: { ...one("decision_account"), ...oneDecision },
  account_type: one("account_type"),
  decision_ground: { ...one("decision_ground"), ...always },
  decision_ground_reference_url: { form: "url" },
  illegal_content_legal_ground: { ...text(500), belongsTo: illegal },
  illegal_content_explanation: { ...text(2000), belongsTo: illegal },
  incompatible_content_ground: { ...text(500), belongsTo: incompatible },
  incompatible_content_explanation: { ...text(2000), belongsTo: incompatible },
  incompatible_content_illegal: { ...one("incompatible_content_illegal"), keptWith: incompatible, nullRefused: true },
  content_type: { ...list("content_type"), ...always },
  content_type_other: { ...text(500), belongsTo: choice("content_type", "CONTENT_TYPE_OTHER") },
  category: { ...one("category"), ...always },
  category_addition: { ...list("category"), nullRefused: true },
  category_specification: list("category_specification"),
  category_specification_other: {
    ...text(500),
    keptInBatchWith: choice("category_specification", "KEYWORD_OTHER"),
  },
  content_language: one("content_language"),
  content_date: { form: "date", earliest: "2000-01-01", ...always },
  content_id_ean: { form: "ean", singleOnly: true },
  territorial_scope: list("territorial_scope"),
  application_date: { form: "date", earliest: "2020-01-01", ...always },
  end_date_visibility_restriction: { form: "date" },
  end_date_monetary_restriction: { form: "date" },
  end_date_service_restriction: { form: "date" },
  end_date_account_restriction: { form: "date" },
  decision_facts: { ...text(5000), ...always },
  source_type: { ...one("source_type"), ...always },
  source_identity: { ...text(500), droppedWith: choice("source_type", "SOURCE_VOLUNTARY") },
  automated_detection: { ...one("automated_detection"), ...always },
  automated_decision: { ...one("automated_decision"), ...always },
  puid: { form: "puid", ...always },
  subject: one("subject"),
  country: one("country"),
};

/** The bounds that the forms share: the last day, the longest address, and what a puid is. */
export const statementBounds = { latestDate: "2038-01-01", longestUrl: 500, longestPuid: 500 } as const;

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
