import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

const lingerMs = 500;

/**
 * Hands upgrades to Socket.IO without giving it the real server: it listens to one that never listens, so it neither
 * answers requests nor meets the upgrades of others. Keeps the raw sockets, so that closing leaves none behind.
 */
export function createUpgrades(options: { origin: string; onForeignOrigin: () => void }) {
  const server = createServer();
  const open = new Set<Duplex>();
  let closing = false;

  function refusalOf(req: IncomingMessage): string | null {
    if (closing) return "503 Service Unavailable";
    if (!req.url?.startsWith("/socket.io/")) return "404 Not Found";
    // A browser always says where a page came from: without it, or from elsewhere, it is not one of our pages.
    if (req.headers.origin === options.origin) return null;
    options.onForeignOrigin();
    return "403 Forbidden";
  }

  return {
    server,
    handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
      socket.on("error", () => socket.destroy());
      open.add(socket);
      socket.once("close", () => open.delete(socket));
      const refusal = refusalOf(req);
      if (refusal !== null) {
        socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
        return;
      }
      server.emit("upgrade", req, socket, head);
    },
    refuseMore(): void {
      closing = true;
    },
    /** Waits for the goodbyes; who does not take leave in time is cut off. */
    async settle(): Promise<void> {
      const gone = [...open].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
      const late = setTimeout(() => {
        for (const socket of open) socket.destroy();
      }, lingerMs);
      await Promise.all(gone);
      clearTimeout(late);
    },
  };
}
