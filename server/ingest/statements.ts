import { randomUUID } from "node:crypto";
import type { Rejection } from "../counting/contract.ts";
import type { Counting } from "../counting/counting.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import type { FieldErrors, Statement, StatementRow } from "../takedowns/statement/contract.ts";
import {
  countableStatement,
  insertStatements,
  presentStatement,
  statementIdentity,
  validateStatement,
} from "../takedowns/takedowns.ts";
import { limits } from "./limits.ts";

export interface StatementDoorContext {
  counting: Pick<Counting, "submit">;
  clock: Clock;
  /** Where the public reaches us, without a closing slash; links in answers begin with it. */
  publicUrl: string;
  /** `platform_name` of every answer; "Watchfloor" where none is given. */
  operatorName: string;
}

export interface StatementRequest {
  actor: Extract<Actor, { kind: "source" }>;
  /** The parsed JSON, whatever it is. */
  body: unknown;
}

/** An answer by the EU's contract: its status and its JSON body. */
export interface StatementAnswer {
  status: 201 | 422;
  body: object;
}

const { statementsACall } = limits;

/**
 * The EU's two endpoints for submitting statements, beyond HTTP: authorised and parsed requests in, answers out.
 * @throws Refusal `unavailable` when the database is; nothing was stored for certain.
 */
export function createStatementDoor(context: StatementDoorContext) {
  const { counting, publicUrl, operatorName } = context;
  const site = { publicUrl, operatorName };

  /** Stores all or nothing; the puids at fault when one is known or repeated. */
  async function store(actor: StatementRequest["actor"], rows: readonly StatementRow[], receivedAt: number) {
    let numbers: number[] = [];
    const { sourceId, keyId } = actor;
    const { duplicates } = await counting.submit({
      source: { id: sourceId, keyId },
      door: "statements",
      receivedAt,
      events: rows.map((row) => countableStatement(row.body, { sourceId, receivedAt })),
      gauges: [],
      rejections: [],
      allOrNothing: true,
      alongside: async (client) => {
        numbers = await insertStatements(client, rows);
      },
    });
    const known = new Set(duplicates);
    return { numbers, clashes: rows.filter((row) => known.has(row.identity)).map((row) => row.puid) };
  }

  /** The intake records what was refused, so that a source that sends rubbish is seen. */
  async function refuse(
    actor: StatementRequest["actor"],
    receivedAt: number,
    rejections: readonly Rejection[],
    body: object,
  ) {
    const source = { id: actor.sourceId, keyId: actor.keyId };
    await counting.submit({ source, door: "statements", receivedAt, events: [], gauges: [], rejections });
    return { status: 422, body } as const;
  }

  return {
    /** `POST /api/v1/statement`. */
    async single({ actor, body }: StatementRequest): Promise<StatementAnswer> {
      const receivedAt = context.clock.now();
      const validated = validateStatement(body, "single", receivedAt);
      if (!validated.ok) {
        const { errors } = validated;
        return refuse(actor, receivedAt, [rejectionOf(body, errors)], { message: summaryOf(errors), errors });
      }
      const row = rowOf(validated.statement, actor.sourceId, receivedAt);
      const { numbers, clashes } = await store(actor, [row], receivedAt);
      if (clashes.length > 0) {
        const message = "This puid was used before. A statement is stored once and cannot be changed.";
        return { status: 422, body: { message, errors: { puid: [message] }, existing: { puid: row.puid } } };
      }
      return { status: 201, body: { ...presentStatement(row, "single", site), id: numbers[0] } };
    },

    /** `POST /api/v1/statements`: 1 to 100, all or nothing; the first failing check answers. */
    async batch({ actor, body }: StatementRequest): Promise<StatementAnswer> {
      const receivedAt = context.clock.now();
      const items = statementsOf(body);
      if (items === undefined || items.length < 1 || items.length > statementsACall) {
        const message = `The field statements must be an array of 1 to ${statementsACall} statements.`;
        return refuse(actor, receivedAt, [{ field: "statements", reason: message, id: null }], {
          message,
          errors: { statements: [message] },
        });
      }
      const errors: Record<string, FieldErrors> = {};
      const rows: StatementRow[] = [];
      for (const [index, item] of items.entries()) {
        const validated = validateStatement(item, "batch", receivedAt);
        if (validated.ok) rows.push(rowOf(validated.statement, actor.sourceId, receivedAt));
        else errors[`statement_${index}`] = validated.errors;
      }
      if (rows.length < items.length) {
        const rejections = items.map((item, index) => rejectionOf(item, errors[`statement_${index}`]));
        return refuse(actor, receivedAt, rejections, { errors });
      }
      const repeated = repeatedIn(rows.map((row) => row.puid));
      if (repeated.length > 0) {
        const message = "Each puid may occur once in a call.";
        const rejections = rows.map(({ puid }) => ({ field: "puid", reason: message, id: puid }));
        return refuse(actor, receivedAt, rejections, clash(message, repeated));
      }
      const { clashes } = await store(actor, rows, receivedAt);
      if (clashes.length > 0) {
        return { status: 422, body: clash("These puids were used before; send the other statements again.", clashes) };
      }
      return { status: 201, body: { statements: rows.map((row) => presentStatement(row, "batch", site)) } };
    },
  };
}

function rowOf(body: Statement, sourceId: number, receivedAt: number): StatementRow {
  const identity = statementIdentity(sourceId, body.puid);
  return { sourceId, identity, uuid: randomUUID(), puid: body.puid, receivedAt, body };
}

function statementsOf(body: unknown): unknown[] | undefined {
  const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
  return isObject && "statements" in body && Array.isArray(body.statements) ? body.statements : undefined;
}

/** The first error, and how many more there are. */
function summaryOf(errors: FieldErrors): string {
  const all = Object.values(errors).flat();
  const more = all.length - 1;
  return more === 0 ? `${all[0]}` : `${all[0]} (and ${more} more error${more === 1 ? "" : "s"})`;
}

/** Why an item was not stored: its own first fault, or that of a neighbour in the call. */
function rejectionOf(item: unknown, errors: FieldErrors | undefined): Rejection {
  const given = typeof item === "object" && item !== null && "puid" in item ? item.puid : null;
  // What is no puid may be any text, and text of a statement stands nowhere but in the statement.
  const id = typeof given === "string" && !Object.hasOwn(errors ?? {}, "puid") ? given : null;
  const [field, reasons] = Object.entries(errors ?? {})[0] ?? ["statements", []];
  return { field, reason: reasons[0] ?? "another statement of the same call was refused", id };
}

function repeatedIn(puids: readonly string[]): string[] {
  return [...new Set(puids.filter((puid, at) => puids.indexOf(puid) !== at))];
}

const clash = (message: string, puids: readonly string[]) => ({
  message,
  errors: { puid: [message], existing_puids: puids },
});
