// 2,000 sockets in 50 rooms, on Watchfloor or on a bare Socket.IO; the first of each room writes its frames down.
import { writeFileSync } from "node:fs";
import { io } from "socket.io-client";
import type { Frame } from "../../server/realtime/contract.ts";
import { fanoutViews } from "./fanout-views.ts";

interface Order {
  url: string;
  path: string;
  /** Cookies of Watchfloor's viewers; none on the bare server. */
  cookies: string[];
  sockets: number;
  recordTo: string;
}
export interface CrowdReport {
  connected: number;
  /** Sockets that got at least one frame since the last question. */
  reached: number;
  frames: number;
}

const atOnce = 25;
let order: Order | null = null;
let reached = new Set<number>();
let frames = 0;
let recorded: { at: number; room: number; frame: Frame }[] = [];
let connected = 0;

async function connect({ url, path, cookies, sockets }: Order): Promise<void> {
  for (let from = 0; from < sockets; from += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, sockets - from) }, (_, i) => join(from + i, url, path, cookies));
    await Promise.all(some);
    // The front door takes 100 new connections a second from one address.
    if (cookies.length > 0) await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

function join(index: number, url: string, path: string, cookies: string[]): Promise<void> {
  const room = index % fanoutViews.length;
  const cookie = cookies[index % cookies.length];
  const extraHeaders = { origin: url, ...(cookie && { cookie }) };
  const socket = io(url, { path, transports: ["websocket"], forceNew: true, reconnection: false, extraHeaders });
  socket.on("frame", (frame: Frame) => {
    frames++;
    reached.add(index);
    if (index < fanoutViews.length) recorded.push({ at: performance.now(), room, frame });
  });
  socket.on("disconnect", (reason) => {
    throw new Error(`socket ${index} was ended: ${reason}`);
  });
  return new Promise((resolve, reject) => {
    socket.on("connect_error", reject);
    socket.on("connect", () => {
      connected++;
      if (cookies.length === 0) {
        socket.emit("join", room, () => resolve());
        return;
      }
      socket.emit("room:join", fanoutViews[room], (answer: { ok: boolean; message?: string }) =>
        answer.ok ? resolve() : reject(new Error(answer.message)),
      );
    });
  });
}

process.on("message", async (message: { connect?: Order; begin?: true; report?: true }) => {
  if (message.connect) {
    order = message.connect;
    await connect(order);
    process.send?.({ connected });
  }
  if (message.begin) {
    reached = new Set();
    frames = 0;
    recorded = [];
    process.send?.({ connected });
  }
  if (message.report && order) {
    const [first] = recorded;
    const lines = recorded.map(({ at, room, frame }) => JSON.stringify({ after: at - (first?.at ?? 0), room, frame }));
    if (order.recordTo) writeFileSync(order.recordTo, lines.join("\n"));
    process.send?.({ connected, reached: reached.size, frames } satisfies CrowdReport);
  }
});
process.once("disconnect", () => process.exit(0));
