import { statementTime } from "../../counting/counting.ts";
import {
  type Choice,
  type FieldErrors,
  type Statement,
  type StatementDoor,
  type StatementField,
  statementFields,
  values,
} from "./contract.ts";
import { date, ean, isEmpty, listOf, oneOf, puid, type Reader, sortedUnique, text, trimmed, url } from "./rules.ts";

type Given = Record<string, unknown>;

interface Field {
  read: Reader;
  /** True when something must be given. */
  required(given: Given): boolean;
  /** False when the field is dropped unread. */
  kept(given: Given, door: StatementDoor): boolean;
  /** An explicit null is refused rather than taken for "not given". */
  nullRefused: boolean;
}

const decisions = Object.keys(statementFields).filter((name) => statementFields[name]?.required === "one_decision");
const noDecision = (given: Given) => decisions.every((name) => isEmpty(given[name]));

/** True when the choice was made: a list holds it, or the field is it. */
function chosen({ field, value }: Choice, given: Given): boolean {
  const made = given[field];
  return statementFields[field]?.form === "list" ? Array.isArray(made) && made.includes(value) : made === value;
}

function readerOf(field: StatementField): Reader {
  switch (field.form) {
    case "text":
      return text(field.longest);
    case "choice":
      return oneOf(values[field.of]);
    case "list":
      return listOf(values[field.of]);
    case "date":
      return date(field.earliest);
    case "url":
      return url;
    case "ean":
      return ean;
    case "puid":
      return puid;
  }
}

function fieldOf(field: StatementField): Field {
  const { required, belongsTo, keptWith = belongsTo, keptInBatchWith, droppedWith, singleOnly, nullRefused } = field;
  return {
    read: readerOf(field),
    required: (given) =>
      belongsTo ? chosen(belongsTo, given) : required === "one_decision" ? noDecision(given) : required === "always",
    kept: (given, door) =>
      (!keptWith || chosen(keptWith, given)) &&
      (!keptInBatchWith || door === "single" || chosen(keptInBatchWith, given)) &&
      !(droppedWith && chosen(droppedWith, given)) &&
      !(singleOnly && door === "batch"),
    nullRefused: nullRefused ?? false,
  };
}

const fields: Readonly<Record<string, Field>> = Object.fromEntries(
  Object.entries(statementFields).map(([name, field]) => [name, fieldOf(field)]),
);

/** Every key that `errors` may hold. */
export const errorFields: readonly string[] = [...Object.keys(fields), "content_id", "content_id.EAN-13"];

type Validated = { ok: true; statement: Statement } | { ok: false; errors: FieldErrors };

/**
 * Holds one body against the EU's contract and normalises it; never throws, whatever `body` is.
 * The single endpoint sorts lists, removes repeats, takes the category out of `category_addition`, keeps
 * `category_specification_other` and takes `content_id_ean`; the batch does none of these, but for the territories.
 * `receivedAt`: epoch ms.
 */
export function validateStatement(body: unknown, door: StatementDoor, receivedAt: number): Validated {
  const given = givenFields(body);
  const errors: FieldErrors = {};
  const statement: Record<string, string | string[] | null> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name];
    if (!field.kept(given, door)) continue;
    if (isEmpty(value) && field.required(given)) {
      errors[name] = [
        `The field ${name} is required${decisions.includes(name) ? ": give at least one decision" : ""}.`,
      ];
    } else if (value === null) {
      if (field.nullRefused) errors[name] = [`The field ${name} may not be null; leave it out instead.`];
      else statement[name] = null;
    } else if (value !== undefined) {
      const read = field.read(value);
      if (!read.ok) errors[name] = [`The field ${name} ${read.error}.`];
      else
        statement[name] = Array.isArray(read.value) && normalised(name, door) ? sortedUnique(read.value) : read.value;
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

/** Territories are sorted and made unique by both endpoints, other lists by the single one. */
const normalised = (name: string, door: StatementDoor) => door === "single" || name === "territorial_scope";

/** The known fields that are the body's own, trimmed. Anything but an object gives none of them. */
function givenFields(body: unknown): Given {
  const given: Given = {};
  if (typeof body !== "object" || body === null || Array.isArray(body)) return given;
  for (const [name, value] of Object.entries(body)) {
    if (Object.hasOwn(fields, name) || name === "content_id") given[name] = trimmed(value);
  }
  return given;
}

/** `content_id` may hold one key, `EAN-13`; it is used where `content_id_ean` is not given. */
function readContentId(value: unknown, statement: Record<string, unknown>, errors: FieldErrors): void {
  if (isEmpty(value)) return;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    errors.content_id = ["The field content_id must be an object."];
  } else if (Object.keys(value).some((key) => key !== "EAN-13")) {
    errors.content_id = ["The field content_id may hold the key EAN-13 only."];
  } else if ("EAN-13" in value) {
    const code = trimmed(value["EAN-13"]);
    const read = ean(code);
    if (read.ok) statement.content_id_ean ??= read.value;
    else errors["content_id.EAN-13"] = [`The field content_id.EAN-13 ${read.error}.`];
  }
}
