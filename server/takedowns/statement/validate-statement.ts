import { statementTime } from "../../counting/counting.ts";
import { type FieldErrors, type Statement, type StatementDoor, values } from "./contract.ts";
import { date, ean, isEmpty, listOf, oneOf, puid, type Reader, sortedUnique, text, trimmed, url } from "./rules.ts";

type Given = Record<string, unknown>;

interface Field {
  read: Reader;
  /** True when something must be given. Absent: never. */
  required?: (given: Given) => boolean;
  /** False when the field is dropped unread. Absent: always kept. */
  kept?: (given: Given, door: StatementDoor) => boolean;
  /** An explicit null is refused rather than taken for "not given". */
  nullRefused?: boolean;
}

const decisions = ["decision_visibility", "decision_monetary", "decision_provision", "decision_account"];
const noDecision = (given: Given) => decisions.every((name) => isEmpty(given[name]));
const always = () => true;
const has = (name: string, value: string) => (given: Given) => {
  const list = given[name];
  return Array.isArray(list) && list.includes(value);
};
const is = (name: string, value: string) => (given: Given) => given[name] === value;
/** A text that belongs to one choice: required with it, dropped without it. */
const onlyWith = (chosen: (given: Given) => boolean, limit: number): Field => ({
  read: text(limit),
  required: chosen,
  kept: chosen,
});

const illegal = is("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT");
const incompatible = is("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT");
const voluntary = is("source_type", "SOURCE_VOLUNTARY");
const otherKeyword = has("category_specification", "KEYWORD_OTHER");

/** The contract, field by field; errors are listed in this order. */
const fields: Record<string, Field> = {
  decision_visibility: { read: listOf(values.decision_visibility), required: noDecision },
  decision_visibility_other: onlyWith(has("decision_visibility", "DECISION_VISIBILITY_OTHER"), 500),
  decision_monetary: { read: oneOf(values.decision_monetary), required: noDecision },
  decision_monetary_other: onlyWith(is("decision_monetary", "DECISION_MONETARY_OTHER"), 500),
  decision_provision: { read: oneOf(values.decision_provision), required: noDecision },
  decision_account: { read: oneOf(values.decision_account), required: noDecision },
  account_type: { read: oneOf(values.account_type) },
  decision_ground: { read: oneOf(values.decision_ground), required: always },
  decision_ground_reference_url: { read: url },
  illegal_content_legal_ground: onlyWith(illegal, 500),
  illegal_content_explanation: onlyWith(illegal, 2000),
  incompatible_content_ground: onlyWith(incompatible, 500),
  incompatible_content_explanation: onlyWith(incompatible, 2000),
  incompatible_content_illegal: {
    read: oneOf(values.incompatible_content_illegal),
    kept: incompatible,
    nullRefused: true,
  },
  content_type: { read: listOf(values.content_type), required: always },
  content_type_other: onlyWith(has("content_type", "CONTENT_TYPE_OTHER"), 500),
  category: { read: oneOf(values.category), required: always },
  category_addition: { read: listOf(values.category), nullRefused: true },
  category_specification: { read: listOf(values.category_specification) },
  category_specification_other: {
    read: text(500),
    kept: (given, door) => door === "single" || otherKeyword(given),
  },
  content_language: { read: oneOf(values.content_language) },
  content_date: { read: date("2000-01-01"), required: always },
  content_id_ean: { read: ean, kept: (_, door) => door === "single" },
  territorial_scope: { read: listOf(values.territorial_scope) },
  application_date: { read: date("2020-01-01"), required: always },
  end_date_visibility_restriction: { read: date() },
  end_date_monetary_restriction: { read: date() },
  end_date_service_restriction: { read: date() },
  end_date_account_restriction: { read: date() },
  decision_facts: { read: text(5000), required: always },
  source_type: { read: oneOf(values.source_type), required: always },
  source_identity: { read: text(500), kept: (given) => !voluntary(given) },
  automated_detection: { read: oneOf(values.automated_detection), required: always },
  automated_decision: { read: oneOf(values.automated_decision), required: always },
  puid: { read: puid, required: always },
  subject: { read: oneOf(values.subject) },
  country: { read: oneOf(values.country) },
};

/** Every key that `errors` may hold. */
export const errorFields: readonly string[] = [...Object.keys(fields), "content_id", "content_id.EAN-13"];

type Validated = { ok: true; statement: Statement } | { ok: false; errors: FieldErrors };

/**
 * Holds one body against the EU's contract and normalises it; never throws, whatever `body` is.
 * The single endpoint sorts lists, removes repeats, takes the category out of `category_addition`, keeps
 * `category_specification_other` and takes `content_id_ean`; the batch does none of these. `receivedAt`: epoch ms.
 */
export function validateStatement(body: unknown, door: StatementDoor, receivedAt: number): Validated {
  const given = givenFields(body);
  const errors: FieldErrors = {};
  const statement: Record<string, string | string[] | null> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name];
    if (field.kept && !field.kept(given, door)) continue;
    if (isEmpty(value) && field.required?.(given)) {
      errors[name] = [
        `The field ${name} is required${decisions.includes(name) ? ": give at least one decision" : ""}.`,
      ];
    } else if (value === null) {
      if (field.nullRefused) errors[name] = [`The field ${name} may not be null; leave it out instead.`];
      else statement[name] = null;
    } else if (value !== undefined) {
      const read = field.read(value);
      if (!read.ok) errors[name] = [`The field ${name} ${read.error}.`];
      else statement[name] = door === "single" && Array.isArray(read.value) ? sortedUnique(read.value) : read.value;
    }
  }
  readContentId(given.content_id, statement, errors);
  const applied = statement.application_date;
  if (typeof applied === "string" && statementTime(applied, receivedAt) === undefined) {
    errors.application_date = ["The field application_date lies in the future."];
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  if (door === "single" && Array.isArray(statement.category_addition)) {
    statement.category_addition = statement.category_addition.filter((category) => category !== statement.category);
  }
  // Every required field was read by its own reader above, so the record has the statement's shape.
  return { ok: true, statement: statement as unknown as Statement };
}

/** The known fields that are the body's own, trimmed. Anything but an object gives none of them. */
function givenFields(body: unknown): Given {
  const given: Given = {};
  if (typeof body !== "object" || body === null || Array.isArray(body)) return given;
  for (const [name, value] of Object.entries(body)) {
    if (Object.hasOwn(fields, name) || name === "content_id") given[name] = trimmed(value);
  }
  return given;
}

/** `content_id` may hold one key, `EAN-13`, and wins over `content_id_ean`. */
function readContentId(value: unknown, statement: Record<string, unknown>, errors: FieldErrors): void {
  if (isEmpty(value)) return;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    errors.content_id = ["The field content_id must be an object."];
  } else if (Object.keys(value).some((key) => key !== "EAN-13")) {
    errors.content_id = ["The field content_id may hold the key EAN-13 only."];
  } else if ("EAN-13" in value) {
    const code = trimmed(value["EAN-13"]);
    const read = ean(code);
    if (read.ok) statement.content_id_ean = read.value;
    else errors["content_id.EAN-13"] = [`The field content_id.EAN-13 ${read.error}.`];
  }
}
