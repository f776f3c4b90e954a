import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Server } from "socket.io";
import type { AlertEvent } from "../alerts/contract.ts";
import type { Page, Sent } from "../alerts/delivery/contract.ts";
import type { HotlineEvent } from "../hotline/contract.ts";
import type { Clock } from "../kernel/clock.ts";
import { createDelivery } from "./delivery.ts";
import { createEventFeed, type EventReader } from "./event-feed.ts";
import type { Hub } from "./hub.ts";
import { receive, requireDeclaredRights } from "./inbound.ts";
import {
  createMember,
  type GatewayLimits,
  gatewayLimits,
  type LiveServer,
  type LiveSocket,
  type Member,
} from "./member.ts";
import { createOfficerFeed, type OfficerReader } from "./officer-feed.ts";
import { createOpenPages, type EndReader } from "./open-pages.ts";
import { type Scheduler, timers } from "./scheduler.ts";
import { createSessionWatch, type Sessions } from "./session-watch.ts";
import { socketEvents } from "./socket-events.ts";
import { createUpgrades } from "./upgrades.ts";

const beatMs = 1_000;

interface Log {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What happened at the gateway since it was made; the first three are of now. */
export interface GatewayFigures {
  sockets: number;
  followers: number;
  /** Bytes that wait for readers who are behind, all sockets together. */
  waitingBytes: number;
  foreignOrigins: number;
  unknownEvents: number;
  refusedEvents: number;
  failedEvents: number;
  skippedFrames: number;
  slowEnded: number;
  floodsEnded: number;
  sessionsEnded: number;
}

export interface Gateway {
  /** Takes an upgrade of `/socket.io/`; the front door routes it here. */
  handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** A stream has something new: a hint to read it at once. */
  wake(stream: "hotline" | "alerts"): void;
  /** Calls a person on the pages that they have open here: the channel `browser`. */
  sendPage(page: Page): Sent;
  /** Ids of those who have a page open here. */
  peopleHere(): string[];
  figures(): GatewayFigures;
  /** Ends every connection and timer; nothing is left when it resolves. */
  close(): Promise<void>;
}

/** The Socket.IO end of the hub: who may connect, join and follow, and who cannot keep up (DESIGN 5). */
export function createGateway(options: {
  hub: Hub;
  hotline: EventReader<HotlineEvent> & OfficerReader;
  alerts: EventReader<AlertEvent> & EndReader;
  sessions: Sessions;
  clock: Clock;
  /** The one origin whose pages may connect, as PUBLIC_URL gives it. */
  origin: string;
  version: string;
  log: Log;
  scheduler?: Scheduler;
  elapsed?: () => number;
  limits?: Partial<GatewayLimits>;
}): Gateway {
  const { hub, clock, log } = options;
  const scheduler = options.scheduler ?? timers;
  const elapsed = options.elapsed ?? (() => performance.now());
  const allowed: GatewayLimits = { ...gatewayLimits, ...options.limits };
  const members = new Map<string, Member>();
  const counted = {
    foreignOrigins: 0,
    unknownEvents: 0,
    refusedEvents: 0,
    failedEvents: 0,
    slowEnded: 0,
    floodsEnded: 0,
    sessionsEnded: 0,
  };

  const upgrades = createUpgrades({
    origin: new URL(options.origin).origin,
    onForeignOrigin: () => counted.foreignOrigins++,
  });
  const io: LiveServer = new Server(upgrades.server, {
    transports: ["websocket"],
    serveClient: false,
    destroyUpgrade: false,
    perMessageDeflate: false,
    maxHttpBufferSize: 16 * 1024,
    connectTimeout: 5_000,
    pingInterval: 15_000,
    pingTimeout: 10_000,
  });
  const feeds = {
    hotline: createEventFeed(options.hotline, (err) => log.error({ err }, "the hotline's stream could not be read")),
    alerts: createEventFeed(options.alerts, (err) => log.error({ err }, "the alerts' stream could not be read")),
  };
  const officers = createOfficerFeed(options.hotline, (err) =>
    log.error({ err }, "the changes of officers' cases could not be read"),
  );
  const allFeeds = [...Object.values(feeds), officers];
  const pages = createOpenPages({
    members,
    reader: options.alerts,
    onError: (err) => log.error({ err }, "the ends of calls that pages show could not be read"),
  });
  const sessionWatch = createSessionWatch({
    sessions: options.sessions,
    members: () => members.values(),
    end: (member) => end(member, "sessionsEnded"),
    onError: (err) => log.error({ err }, "the sessions of live connections could not be checked"),
    elapsed,
  });
  const delivery = createDelivery({
    io,
    hub,
    members,
    slowMs: allowed.slowMs,
    elapsed,
    endSlow: (member) => end(member, "slowEnded"),
  });
  const events = socketEvents({ hub, ...feeds, officers, pages });
  requireDeclaredRights(events);
  const registry = new Map(Object.entries(events));

  io.use((socket, next) => {
    options.sessions.read(socket.request.headers.cookie).then(
      (visitor) => {
        if (visitor === null) return next(refusalOfConnect("unauthenticated", "Sign in first."));
        socket.data.visitor = visitor;
        next();
      },
      (err: unknown) => {
        log.error({ err }, "the session of a live connection could not be read");
        next(refusalOfConnect("unavailable", "Your session cannot be read right now; try again in a moment."));
      },
    );
  });

  io.on("connection", (socket) => {
    const { visitor } = socket.data;
    if (visitor === undefined) return cut(socket);
    const member = createMember(socket, visitor, allowed, elapsed);
    members.set(socket.id, member);
    socket.onAny((...received: unknown[]) => void take(member, received));
    socket.once("disconnect", () => {
      members.delete(socket.id);
      for (const feed of allFeeds) feed.unfollow(socket.id);
      for (const room of member.rooms) hub.leave(room, socket.id);
    });
    socket.emit("hello", { serverTime: clock.now(), epoch: hub.epoch, version: options.version });
  });

  async function take(member: Member, received: unknown[]): Promise<void> {
    if (!member.events.take()) return end(member, "floodsEnded");
    const onError = (err: unknown) => log.error({ err }, "a live event failed");
    const outcome = await receive(registry, member, received, onError);
    if (outcome === "unknown") counted.unknownEvents++;
    if (outcome === "refused") counted.refusedEvents++;
    if (outcome === "failed") counted.failedEvents++;
  }

  /** Ends a socket for a reason that is counted. What waits for a slow reader is thrown away with it. */
  function end(member: Member, reason: "sessionsEnded" | "slowEnded" | "floodsEnded"): void {
    if (!members.delete(member.socket.id)) return;
    counted[reason]++;
    log.info({ reason, personId: member.visitor.personId }, "a live connection was ended");
    for (const room of member.rooms) hub.leave(room, member.socket.id);
    for (const feed of allFeeds) feed.unfollow(member.socket.id);
    if (reason === "sessionsEnded") member.socket.disconnect(true);
    if (reason !== "sessionsEnded" || member.backlog.packets > 0) cut(member.socket);
  }

  hub.onFrame(delivery.frame);
  const stops = [
    scheduler.every(beatMs, () => delivery.beat(clock.now())),
    scheduler.every(beatMs, () => void sessionWatch.check()),
    ...allFeeds.map((feed) => scheduler.every(beatMs, () => void feed.poll())),
    scheduler.every(beatMs, () => void pages.poll()),
  ];

  return {
    handleUpgrade: upgrades.handleUpgrade,
    wake(stream) {
      void feeds[stream].poll();
      if (stream === "hotline") void officers.poll();
      if (stream === "alerts") void pages.poll();
    },
    sendPage: pages.send,
    peopleHere: pages.people,
    figures: () => ({
      ...counted,
      skippedFrames: delivery.skipped(),
      sockets: members.size,
      followers: Object.values(feeds).reduce((sum, feed) => sum + feed.followers(), 0),
      waitingBytes: [...members.values()].reduce((sum, { backlog }) => sum + backlog.bytes, 0),
    }),
    async close() {
      for (const stop of stops) stop();
      upgrades.refuseMore();
      await io.close();
      await upgrades.settle();
      await Promise.all([...allFeeds, pages].map((one) => one.settled()));
    },
  };
}

/** The browser reads `data.code` of a refused connection. */
function refusalOfConnect(code: "unauthenticated" | "unavailable", message: string): Error {
  return Object.assign(new Error(message), { data: { code } });
}

/** Ends a connection without waiting for what its peer does not read: a polite close would wait for it. */
function cut(socket: LiveSocket): void {
  socket.request.socket.destroy();
}
