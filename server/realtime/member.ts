import type { Server, Socket } from "socket.io";
import type { Role } from "../kernel/roles.ts";
import { type Backlog, watchBacklog } from "./backlog.ts";
import { type ClientToServer, limits, type ServerToClient } from "./contract.ts";
import { createPace } from "./pace.ts";

/** Who a socket belongs to, as the session said when it connected. */
export interface Visitor {
  sessionId: string;
  personId: string;
  name: string;
  roles: readonly Role[];
}

type Nothing = Record<never, never>;
export type LiveServer = Server<ClientToServer, ServerToClient, Nothing, { visitor?: Visitor }>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, Nothing, { visitor?: Visitor }>;

/** How much a socket may hold back and ask. */
export interface GatewayLimits {
  backlogPackets: number;
  backlogBytes: number;
  /** A socket that stays slow this long is ended, milliseconds. */
  slowMs: number;
  eventsPerSecond: number;
  eventBurst: number;
}
export const gatewayLimits: GatewayLimits = {
  backlogPackets: 64,
  backlogBytes: 4 * 1024 * 1024,
  slowMs: 10_000,
  eventsPerSecond: 50,
  eventBurst: 200,
};

/** One connected socket and what the gateway knows of it. */
export interface Member {
  readonly socket: LiveSocket;
  readonly visitor: Visitor;
  readonly rooms: Set<string>;
  /** Rooms of which a frame was skipped since the last one that was sent. */
  readonly missed: Set<string>;
  readonly backlog: Backlog;
  readonly joins: { take(): boolean };
  readonly events: { take(): boolean };
  /** Since when it is slow, by `elapsed`; null when it keeps up. */
  slowSince: number | null;
  /** Ids of the deliveries that its page shows. */
  readonly calls: Set<string>;
  /** The streams whose follow is being answered. */
  readonly following: Set<string>;
  /** When a frame was last sent to it, by `elapsed`. */
  toldAt: number;
  isSlow(): boolean;
}

export function createMember(
  socket: LiveSocket,
  visitor: Visitor,
  { backlogPackets, backlogBytes, eventsPerSecond, eventBurst }: GatewayLimits,
  elapsed: () => number,
): Member {
  const backlog = watchBacklog(socket.conn);
  return {
    socket,
    visitor,
    rooms: new Set(),
    missed: new Set(),
    backlog,
    joins: createPace(limits.joinsPerSecond, limits.joinBurst, elapsed),
    events: createPace(eventsPerSecond, eventBurst, elapsed),
    slowSince: null,
    calls: new Set(),
    following: new Set(),
    toldAt: Number.NEGATIVE_INFINITY,
    isSlow: () => backlog.packets > backlogPackets || backlog.bytes > backlogBytes,
  };
}
