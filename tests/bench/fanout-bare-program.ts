// Socket.IO with nothing around it: replays recorded frames to its rooms at the moments at which they came.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Server } from "socket.io";

const server = createServer();
const io = new Server(server, {
  transports: ["websocket"],
  serveClient: false,
  perMessageDeflate: false,
  maxHttpBufferSize: 16 * 1024,
  pingInterval: 15_000,
  pingTimeout: 10_000,
});
io.on("connection", (socket) => {
  socket.on("join", (room: number, answer: () => void) => {
    void socket.join(String(room));
    answer();
  });
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on("message", async ({ replay }: { replay: string }) => {
  const frames = readFileSync(replay, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): { after: number; room: number; frame: object } => JSON.parse(line));
  process.send?.({ loaded: frames.length });
  const started = performance.now();
  for (const { after, room, frame } of frames) {
    const behind = started + after - performance.now();
    if (behind > 1) await wait(behind);
    io.to(String(room)).emit("frame", frame);
  }
  process.send?.({ replayed: frames.length });
});
process.once("disconnect", () => process.exit(0));
