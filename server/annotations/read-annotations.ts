import type { Voiding } from "../counting/voiding/contract.ts";
import type { Database } from "../database/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import type { SourceOutage } from "../sources/contract.ts";
import type { Annotation, OutageAnnotation, VersionAnnotation, VoidingAnnotation } from "./contract.ts";
import { selectAnnotations, selectVersions } from "./store.ts";
import { readAnnotationsSchema } from "./writing/contract.ts";

/** Who knows of the things that mark themselves; times in epoch ms. */
export interface SelfMarking {
  readVoidings(input: { from: number }): Promise<Voiding[]>;
  readOutages(window: { from: number; to: number }): Promise<SourceOutage[]>;
}

/** Everything that is to be said of a window, whatever its filter, oldest first. @throws Refusal `forbidden`, `invalid` */
export async function readAnnotations(
  context: { database: Database } & SelfMarking,
  actor: Actor,
  input: unknown,
): Promise<Annotation[]> {
  requirePermission(actor, "now.read");
  const { from, to } = parseOrRefuse(readAnnotationsSchema, input);
  const { query } = context.database;
  const [written, voidings, outages, versions] = await Promise.all([
    selectAnnotations(query, from, to),
    context.readVoidings({ from }),
    context.readOutages({ from, to }),
    selectVersions(query, from, to),
  ]);
  const automatic = [
    ...voidings.flatMap((one) => ofVoiding(one, to)),
    ...outages.map(ofOutage),
    ...versions.map(ofVersion),
  ];
  return [...written, ...automatic].sort((a, b) => a.from - b.from);
}

/** What was voided of sealed days alone has no times. */
function ofVoiding(voiding: Voiding, to: number): VoidingAnnotation[] {
  const { firstEvent, lastEvent, sourceId } = voiding;
  if (firstEvent === null || lastEvent === null || firstEvent >= to) return [];
  // An interval holds its last event, so it ends after it.
  const times = { from: firstEvent, to: lastEvent + 1 };
  return [{ origin: "voiding", kind: "restatement", ...times, filter: { source: sourceId }, voiding }];
}

function ofOutage({ sourceId, sourceName, beganAt, endedAt }: SourceOutage): OutageAnnotation {
  const times = { from: beganAt, to: endedAt, ongoing: endedAt === null };
  return { origin: "source", kind: "outage", ...times, filter: { source: sourceId }, sourceId, sourceName };
}

function ofVersion({ version, startedAt }: { version: string; startedAt: number }): VersionAnnotation {
  return { origin: "version", kind: "release", from: startedAt, to: null, filter: {}, version };
}
