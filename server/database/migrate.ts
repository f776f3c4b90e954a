import { type Migration, Migrator } from "kysely/migration";
import type { Database } from "./database.ts";
import * as audit from "./migrations/0001-audit.ts";
import * as identity from "./migrations/0002-identity.ts";
import * as statements from "./migrations/0003-statements.ts";
import * as sources from "./migrations/0004-sources.ts";
import * as hotline from "./migrations/0005-hotline.ts";
import * as counting from "./migrations/0006-counting.ts";
import * as statementUuid from "./migrations/0007-statement-uuid.ts";
import * as voiding from "./migrations/0008-voiding.ts";
import * as keysAndRejections from "./migrations/0009-keys-and-rejections.ts";
import * as diskUse from "./migrations/0010-disk-use.ts";
import * as whoManagesKeys from "./migrations/0011-who-manages-keys.ts";
import * as combinedCube from "./migrations/0012-combined-cube.ts";
import * as people from "./migrations/0013-people.ts";
import * as auditChain from "./migrations/0014-audit-chain.ts";
import * as secondFactors from "./migrations/0015-second-factors.ts";
import * as viewsAndAnnotations from "./migrations/0016-views-and-annotations.ts";
import * as alerts from "./migrations/0017-alerts.ts";
import * as oncall from "./migrations/0018-oncall.ts";
import * as hotlineCases from "./migrations/0019-hotline-cases.ts";
import * as escalation from "./migrations/0020-escalation.ts";
import * as contacts from "./migrations/0021-contacts.ts";
import * as push from "./migrations/0022-push.ts";
import * as causes from "./migrations/0023-causes.ts";
import * as silences from "./migrations/0024-silences.ts";
import * as rulesOfLiveViews from "./migrations/0025-rules-of-live-views.ts";

/** In the order in which they run; a released migration is never edited, only followed by another. */
const migrations: Record<string, Migration> = {
  "0001-audit": audit,
  "0003-statements": statements,
  "0002-identity": identity,
  "0004-sources": sources,
  "0005-hotline": hotline,
  "0006-counting": counting,
  "0007-statement-uuid": statementUuid,
  "0008-voiding": voiding,
  "0009-keys-and-rejections": keysAndRejections,
  "0010-disk-use": diskUse,
  "0011-who-manages-keys": whoManagesKeys,
  "0012-combined-cube": combinedCube,
  "0013-people": people,
  "0014-audit-chain": auditChain,
  "0015-second-factors": secondFactors,
  "0016-views-and-annotations": viewsAndAnnotations,
  "0017-alerts": alerts,
  "0018-oncall": oncall,
  "0019-hotline-cases": hotlineCases,
  "0020-escalation": escalation,
  "0021-contacts": contacts,
  "0022-push": push,
  "0023-causes": causes,
  "0024-silences": silences,
  "0025-rules-of-live-views": rulesOfLiveViews,
};

/** True for a migration that this version has. */
export const isKnownMigration = (name: string): boolean => Object.hasOwn(migrations, name);

/**
 * Brings the schema up to date, or up to the migration `last`; a second process waits for the first (Kysely holds an
 * advisory lock).
 */
export async function migrate(database: Database, last?: string): Promise<void> {
  const migrator = new Migrator({ db: database.query, provider: { getMigrations: async () => migrations } });
  const { error } = await (last === undefined ? migrator.migrateToLatest() : migrator.migrateTo(last));
  if (error) throw error;
}
