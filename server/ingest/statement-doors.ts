import { presentStatement, type Statements } from "../takedowns/takedowns.ts";
import { euProblem, refuseAsEu } from "./answer.ts";
import { limits } from "./limits.ts";
import type { createMachineDoor, MachineRoute, SourceActor } from "./machine-door.ts";
import { parseJson } from "./read-body.ts";
import { unreadRecorder } from "./record-unread.ts";
import { createStatementDoor, type StatementDoorContext } from "./statements.ts";

const bodies = { mediaTypes: ["application/json"], maxBytes: limits.bytesABody };
const asks = { mediaTypes: [], maxBytes: 0 };

const existingPuid = "/api/v1/statement/existing-puid/";
const statement = "/api/v1/statement/";

/** The EU database's addresses: a client written for it works when its base URL is changed. */
export function createStatementDoors(
  context: StatementDoorContext & { statements: Statements },
  door: ReturnType<typeof createMachineDoor<SourceActor>>,
): MachineRoute[] {
  const { statements, publicUrl, operatorName } = context;
  const { single, batch } = createStatementDoor(context);
  const posts = { ...bodies, onUnread: unreadRecorder(context, "statements") };
  const eu = { scope: "statements", refuse: euProblem } as const;
  const post = { methods: ["POST"], scope: eu.scope, refuse: refuseAsEu };
  const get = { methods: ["GET", "HEAD"], scope: eu.scope, refuse: refuseAsEu, verbatim: true };

  return [
    {
      ...post,
      path: "/api/v1/statement",
      handle: door({ ...eu, ...posts, handle: ({ actor, body }) => single({ actor, body: parseJson(body) }) }),
    },
    {
      ...post,
      path: "/api/v1/statements",
      handle: door({ ...eu, ...posts, handle: ({ actor, body }) => batch({ actor, body: parseJson(body) }) }),
    },
    {
      ...get,
      path: `${existingPuid}*`,
      handle: door({
        ...eu,
        ...asks,
        // 302 without Location, as at the EU: a client turns off the following of redirects and reads the status.
        async handle({ actor, path }) {
          const puid = decoded(path.slice(existingPuid.length));
          const found = await statements.findPuid(actor, puid);
          return {
            status: found ? 302 : 404,
            body: { message: `statement of reason ${found ? "" : "not "}found`, puid },
          };
        },
      }),
    },
    {
      ...get,
      path: `${statement}*`,
      handle: door({
        ...eu,
        ...asks,
        async handle({ actor, path }) {
          const row = await statements.readStatement(actor, decoded(path.slice(statement.length)));
          const { puid: _, ...shown } = presentStatement(row, "single", { publicUrl, operatorName });
          return { status: 200, body: shown };
        },
      }),
    },
    {
      ...get,
      path: "/api/ping",
      handle: door({ ...eu, ...asks, handle: async () => ({ status: 200, body: { you_say: "ping", i_say: "pong" } }) }),
    },
  ];
}

/** A part of the path with its percent-encoding undone; as it stands where that is malformed. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
