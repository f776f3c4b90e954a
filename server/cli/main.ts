import { type ParseArgsConfig, parseArgs } from "node:util";
import { createIntegrations, verifyPages } from "../alerts/alerts.ts";
import { integrationKinds } from "../alerts/contract.ts";
import { verifyAudit } from "../audit/verify-audit.ts";
import { readConfig } from "../config.ts";
import { previewVoid, reconcileCounts, voidEvents } from "../counting/counting.ts";
import type { Database } from "../database/database.ts";
import { createPeople, issueResetLink } from "../identity/identity.ts";
import { scopes } from "../kernel/actor.ts";
import { systemClock } from "../kernel/clock.ts";
import { isRefusal, Refusal } from "../kernel/refusal.ts";
import { parseDateTime } from "../kernel/rfc3339.ts";
import { findPolicyId } from "../oncall/oncall.ts";
import { readDiskForecast } from "../retention/retention.ts";
import { createSources } from "../sources/sources.ts";
import { backUp, moveTo, restore } from "./carry-data.ts";
import { openInstalledDatabase } from "./open-database.ts";

const usage = `Usage: npm run -s cli -- <command>
  source create --name N [--scope ${scopes.join(",")}]   a system that sends events; its key is shown once
  source revoke --id N                              its keys stop working
  source list                                       how fresh each is, and what it sent in the last day
  source rejections --id N                          what was refused in the last 7 days, and why
  key create --source N [--label L] [--scope …] [--expires 2027-01-31]   another key; shown once
  key rotate --key K [--grace-hours 24]             a new key; the old one ends after the grace
  key revoke --key K                                it stops working at once
  key list --source N
  integration create --kind ${integrationKinds.join("|")} --name N [--policy P]
                                                    a system that reports alerts; its key is shown once; P: name or
                                                    number of the escalation policy by which its alerts call people
  integration revoke --id N                         its key stops working at once
  user create --email E --role R[,R] [--name N] --password-stdin
  user list                                         who there is, with which roles, suspended or not
  user suspend --email E                            keeps somebody out and ends their sessions; user resume undoes it
  user reset-link --email E [--remove-factors]      a link for a new password, shown once; ends their sessions
  reconcile [--from YYYY-MM-DD] [--to YYYY-MM-DD]   proves the counts; exit 1 on a difference
  void --source N [--key K] [--batch B] [--from T] [--to T] --reason "…" [--preview]
                                                    takes counts back; T: time of receipt, 2026-01-31T14:00:00Z
  verify audit [--head HASH]                        computes the chain of the audit anew; exit 1 where it is broken;
                                                    HASH: a head that was logged, kept outside
  verify pages                                      every open alert has a next step or a reason, and no page outside
                                                    its policy; exit 1 on a difference
  disk                                              how large each table is, and how large it becomes
  backup --to FILE                                  all that the database holds, at one instant; the server may run
  restore --from FILE                               fills an empty database or a new data folder
  move --to postgres://…                            the embedded database to an empty one on a server; stop the server first`;

interface CommandResult {
  answer: object;
  exitCode?: number;
}
type Command = (database: Database, args: string[]) => Promise<CommandResult>;

const operator = { kind: "operator" } as const;

const integrationsOf = (database: Database) => createIntegrations({ database, clock: systemClock });
const sourcesOf = (database: Database) => createSources({ database, clock: systemClock });

async function policyOf(database: Database, nameOrNumber: string): Promise<number> {
  const id = await findPolicyId(database.query, nameOrNumber);
  if (id === undefined) throw new Refusal("not_found", "No escalation policy has this name or number.", "policy");
  return id;
}

/** The scopes of a list with commas; where none is given all that send, and none that reads. */
const scopesOf = (list: string | undefined) =>
  list === undefined
    ? scopes.filter((scope) => scope !== "alerts:read")
    : list.split(",").map((one) => oneOf(scopes, one.trim(), "scope"));

const commands: Record<string, Command> = {
  async "source create"(database, args) {
    const { name, scope } = options(args, { name: { type: "string" }, scope: { type: "string" } });
    const sources = sourcesOf(database);
    return { answer: await sources.createSource(operator, { name: required(name, "name"), scopes: scopesOf(scope) }) };
  },
  async "source revoke"(database, args) {
    const { id } = options(args, { id: { type: "string" } });
    const sources = sourcesOf(database);
    return { answer: await sources.revokeSource(operator, { id: Number(required(id, "id")) }) };
  },
  async "source list"(database, args) {
    options(args, {});
    return { answer: { sources: await sourcesOf(database).readOverview() } };
  },
  async "source rejections"(database, args) {
    const { id } = options(args, { id: { type: "string" } });
    const sources = sourcesOf(database);
    return { answer: await sources.readRejections(operator, { sourceId: Number(required(id, "id")), limit: 200 }) };
  },
  async "key create"(database, args) {
    const text = { type: "string" } as const;
    const {
      source,
      label = "",
      scope,
      expires,
    } = options(args, { source: text, label: text, scope: text, expires: text });
    const end = expires === undefined ? {} : { expiresAt: Date.parse(`${day(expires, "expires")}T00:00:00Z`) };
    const sources = sourcesOf(database);
    const input = { sourceId: Number(required(source, "source")), label, scopes: scopesOf(scope), ...end };
    return { answer: await sources.issueKey(operator, input) };
  },
  async "key rotate"(database, args) {
    const { key, "grace-hours": grace } = options(args, { key: { type: "string" }, "grace-hours": { type: "string" } });
    const sources = sourcesOf(database);
    const input = { keyId: required(key, "key"), ...(grace === undefined ? {} : { graceHours: Number(grace) }) };
    return { answer: await sources.rotateKey(operator, input) };
  },
  async "key revoke"(database, args) {
    const { key } = options(args, { key: { type: "string" } });
    const sources = sourcesOf(database);
    return { answer: await sources.revokeKey(operator, { keyId: required(key, "key") }) };
  },
  async "key list"(database, args) {
    const { source } = options(args, { source: { type: "string" } });
    const sources = sourcesOf(database);
    return { answer: { keys: await sources.readKeys(operator, { sourceId: Number(required(source, "source")) }) } };
  },
  async "integration create"(database, args) {
    const text = { type: "string" } as const;
    const { kind, name, policy } = options(args, { kind: text, name: text, policy: text });
    const wanted = {
      kind: oneOf(integrationKinds, required(kind, "kind"), "kind"),
      name: required(name, "name"),
      policyId: policy === undefined ? null : await policyOf(database, policy),
    };
    return { answer: await integrationsOf(database).createIntegration(operator, wanted) };
  },
  async "integration revoke"(database, args) {
    const { id } = options(args, { id: { type: "string" } });
    return { answer: await integrationsOf(database).revokeIntegration(operator, { id: Number(required(id, "id")) }) };
  },
  async "verify pages"(database, args) {
    options(args, {});
    const answer = await verifyPages({ database, clock: systemClock });
    return { answer, exitCode: answer.differences.length > 0 ? 1 : 0 };
  },
  async "user create"(database, args) {
    const { email, role, name } = options(args, {
      email: { type: "string" },
      role: { type: "string", multiple: true },
      name: { type: "string" },
      "password-stdin": { type: "boolean" },
    });
    const roles = (role ?? []).flatMap((one) => one.split(","));
    const password = await readStandardInput();
    const people = createPeople({ database, clock: systemClock });
    return {
      answer: await people.createPerson(operator, { email: required(email, "email"), name, password, roles }),
    };
  },
  async "user list"(database, args) {
    options(args, {});
    return { answer: { people: await createPeople({ database, clock: systemClock }).readPeople(operator) } };
  },
  async "user suspend"(database, args) {
    const personId = await personOf(database, args);
    return { answer: await createPeople({ database, clock: systemClock }).suspendPerson(operator, { personId }) };
  },
  async "user resume"(database, args) {
    const personId = await personOf(database, args);
    return { answer: await createPeople({ database, clock: systemClock }).resumePerson(operator, { personId }) };
  },
  async "user reset-link"(database, args) {
    const removeFactors = args.includes("--remove-factors");
    const personId = await personOf(
      database,
      args.filter((one) => one !== "--remove-factors"),
    );
    const context = { database, clock: systemClock, publicUrl: readConfig().publicUrl };
    return { answer: await issueResetLink(context, operator, { personId, removeFactors }) };
  },
  async reconcile(database, args) {
    const { from, to } = options(args, { from: { type: "string" }, to: { type: "string" } });
    const range = { from: day(from, "from"), to: day(to, "to") };
    const result = await reconcileCounts({ database, clock: systemClock }, range);
    return { answer: result, exitCode: result.differences.length > 0 ? 1 : 0 };
  },
  async void(database, args) {
    const text = { type: "string" } as const;
    const { source, key, batch, from, to, reason, preview } = options(args, {
      ...{ source: text, key: text, batch: text, from: text, to: text, reason: text },
      preview: { type: "boolean" },
    });
    const { stageVoidedBatches, markVoidedBatches } = sourcesOf(database);
    const context = { database, clock: systemClock, stageVoidedBatches, markVoidedBatches };
    const scope = {
      sourceId: Number(required(source, "source")),
      ...(key === undefined ? {} : { keyId: key }),
      ...(batch === undefined ? {} : { batchId: batch }),
      ...(from === undefined ? {} : { from: time(from, "from") }),
      ...(to === undefined ? {} : { to: time(to, "to") }),
    };
    if (preview) return { answer: await previewVoid(context, operator, scope) };
    return { answer: await voidEvents(context, operator, { scope, reason: required(reason, "reason") }) };
  },
  async "verify audit"(database, args) {
    const { head } = options(args, { head: { type: "string" } });
    const result = await verifyAudit(database, head);
    return { answer: result, exitCode: result.intact ? 0 : 1 };
  },
  async disk(database, args) {
    options(args, {});
    return { answer: await readDiskForecast({ database, clock: systemClock }, readConfig().rawDays) };
  },
};

/** Commands that carry a whole database: they open what they need themselves. */
const carrying: Record<string, (args: string[]) => Promise<object>> = {
  backup: (args) => backUp(required(options(args, { to: { type: "string" } }).to, "to")),
  restore: (args) => restore(required(options(args, { from: { type: "string" } }).from, "from")),
  move: (args) => moveTo(required(options(args, { to: { type: "string" } }).to, "to")),
};

function options<const T extends NonNullable<ParseArgsConfig["options"]>>(args: string[], known: T) {
  try {
    return parseArgs({ args, options: known, strict: true }).values;
  } catch (error) {
    throw new Refusal("invalid", error instanceof Error ? error.message : String(error));
  }
}

/** Id of the person whose address `--email` gives. */
async function personOf(database: Database, args: string[]): Promise<string> {
  const { email } = options(args, { email: { type: "string" } });
  const wanted = required(email, "email").toLowerCase();
  const people = await createPeople({ database, clock: systemClock }).readPeople(operator);
  const person = people.find((one) => one.email === wanted);
  if (!person) throw new Refusal("not_found", "Nobody has this e-mail address; user list shows who there is.", "email");
  return person.id;
}

function required(value: string | undefined, name: string): string {
  if (value === undefined || value === "") throw new Refusal("invalid", `--${name} is missing.`, name);
  return value;
}

function oneOf<const T extends string>(allowed: readonly T[], value: string, name: string): T {
  const found = allowed.find((one) => one === value);
  if (!found) throw new Refusal("invalid", `--${name}: "${value}" is none of ${allowed.join(", ")}.`, name);
  return found;
}

function day(value: string | undefined, name: string): string | null {
  if (value === undefined) return null;
  const valid =
    /^\d{4}-\d{2}-\d{2}$/.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.startsWith(value) === true;
  if (!valid) throw new Refusal("invalid", `--${name}: write a day as YYYY-MM-DD (UTC).`, name);
  return value;
}

function time(value: string, name: string): number {
  const parsed = parseDateTime(value);
  if (parsed === undefined) throw new Refusal("invalid", `--${name}: write a time as 2026-01-31T14:00:00Z.`, name);
  return parsed;
}

async function readStandardInput(): Promise<string> {
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  return text.replace(/\r?\n$/, "");
}

async function run(name: string, args: string[]): Promise<CommandResult> {
  const carry = carrying[name];
  if (carry) return { answer: await carry(args) };
  const command = commands[name];
  if (!command) throw new Refusal("invalid", `There is no command ${name}.`);
  await using database = await openInstalledDatabase();
  return await command(database, args);
}

/** One JSON object on the last line of stdout, whatever happens; sentences for people go to stderr. */
async function main(args: string[]): Promise<number> {
  const known = { ...commands, ...carrying };
  const name = [args.slice(0, 2).join(" "), args[0] ?? ""].find((one) => Object.hasOwn(known, one));
  if (name === undefined) {
    console.error(usage);
    console.log(JSON.stringify({ error: "unknown command" }));
    return 2;
  }
  try {
    const rest = args.slice(name.split(" ").length);
    const { answer, exitCode = 0 } = await run(name, rest);
    console.log(JSON.stringify(answer));
    return exitCode;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(message);
    console.log(JSON.stringify({ error: isRefusal(error) ? error.code : "failed", message }));
    return isRefusal(error) ? 2 : 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
