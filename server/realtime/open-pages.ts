import type { CallEnd, Page, Sent } from "../alerts/delivery/contract.ts";
import { allows } from "../kernel/roles.ts";
import { createHintedRead } from "./hinted-read.ts";
import type { Member } from "./member.ts";

/** What tells that a person is not called about something any more. */
export interface EndReader {
  /** Of these deliveries those whose call is over. */
  readCallEnds(deliveryIds: readonly string[]): Promise<CallEnd[]>;
}

/** The channel `browser`: pages that people have open in this process. */
export interface OpenPages {
  /** Calls a person on every page of theirs that is open here. */
  send(page: Page): Sent;
  /** Ids of those who have a page open here and may be called. */
  people(): string[];
  /** A page that shows calls already, as after a reload, wants to hear their end. */
  watch(member: Member, deliveryIds: readonly string[]): void;
  /** Tells pages of the calls that are over. Never rejects. */
  poll(): Promise<void>;
  /** Waits for a read that is under way. */
  settled(): Promise<void>;
}

/** No page shows more; a socket that says so is not believed. */
const callsAtMost = 500;

export function createOpenPages(options: {
  members: ReadonlyMap<string, Member>;
  reader: EndReader;
  onError: (error: unknown) => void;
}): OpenPages {
  const { members, reader, onError } = options;

  const callable = () => [...members.values()].filter(({ visitor }) => allows(visitor.roles, "alerts.read"));

  async function readOnce(): Promise<boolean> {
    const watching = [...members.values()].filter(({ calls }) => calls.size > 0);
    const asked = [...new Set(watching.flatMap(({ calls }) => [...calls]))];
    if (asked.length === 0) return false;
    for (const end of await reader.readCallEnds(asked)) {
      for (const { calls, socket } of watching) if (calls.delete(end.deliveryId)) socket.emit("page:ended", end);
    }
    return false;
  }

  const pages: OpenPages = {
    send({ deliveryId, kind, personId, calledAt, alert, alerts }) {
      const theirs = callable().filter(({ visitor }) => visitor.personId === personId);
      const open = theirs.filter((member) => !member.isSlow());
      if (open.length === 0) {
        const why = theirs.length === 0 ? "no page of theirs is open here" : "their open page does not keep up";
        return { outcome: "retry", why };
      }
      const shown = alert && { id: alert.id, number: alert.number, severity: alert.severity, summary: alert.summary };
      for (const member of open) {
        if (alert) pages.watch(member, [deliveryId]);
        member.socket.emit("page", { deliveryId, kind, calledAt, alert: shown, alerts });
      }
      return { outcome: "accepted" };
    },
    people: () => [...new Set(callable().map(({ visitor }) => visitor.personId))],
    watch({ calls }, deliveryIds) {
      for (const deliveryId of deliveryIds) if (calls.size < callsAtMost) calls.add(deliveryId);
    },
    ...createHintedRead(readOnce, onError),
  };
  return pages;
}
