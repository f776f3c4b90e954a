import { io, type Socket } from "socket.io-client";
import type { ClientToServer, ServerToClient } from "../../server/realtime/contract.ts";

export type LiveSocket = Socket<ServerToClient, ClientToServer>;

/** A socket that is not yet connecting. Never call it at module level: that would run while the server draws pages. */
export function createSocket(): LiveSocket {
  return io({ transports: ["websocket"], autoConnect: false, reconnection: false, forceNew: true, timeout: 5_000 });
}
