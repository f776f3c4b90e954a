/** What Socket.IO holds for one connection because the network has not taken it yet. */
export interface Backlog {
  readonly packets: number;
  readonly bytes: number;
}

/** The events of engine.io's connection that the backlog is counted from. */
interface Connection {
  on(event: "packetCreate", listener: (packet: { data?: unknown }) => void): unknown;
  on(event: "flush", listener: () => void): unknown;
}

/**
 * Counts what waits in `conn.writeBuffer`: a packet enters when it is created, all leave when the transport takes them.
 * `ws.bufferedAmount` would not do: it stays flat while a client that stopped reading piles up packets here.
 */
export function watchBacklog(connection: Connection): Backlog {
  const backlog = { packets: 0, bytes: 0 };
  connection.on("packetCreate", ({ data }) => {
    backlog.packets++;
    if (typeof data === "string") backlog.bytes += data.length;
  });
  connection.on("flush", () => {
    backlog.packets = 0;
    backlog.bytes = 0;
  });
  return backlog;
}
