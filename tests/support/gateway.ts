import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import type { LiveRow } from "../../server/counting/contract.ts";
import type { HotlineCase, HotlineEvent } from "../../server/hotline/contract.ts";
import type { Role } from "../../server/kernel/roles.ts";
import { createGateway, type Gateway } from "../../server/realtime/gateway.ts";
import { createHub, type Hub } from "../../server/realtime/hub.ts";
import type { GatewayLimits, Visitor } from "../../server/realtime/member.ts";
import { connectLive, type LiveClient } from "./live-client.ts";
import { type Counted, type ModelCounts, modelCounts } from "./model-counts.ts";
import { type MovingClock, movingClock } from "./moving-clock.ts";

/** Sessions by cookie, which tests revoke and change. */
export interface ModelSessions {
  signIn(...roles: Role[]): string;
  revoke(cookie: string): void;
  setRoles(cookie: string, ...roles: Role[]): void;
  /** While set, every question is answered with this error. */
  broken: Error | null;
}

/** A hotline whose stream is an array; its answers take as long as the test says. */
export interface ModelHotline {
  append(): HotlineEvent;
  delayMs: () => number;
  reads(): number;
}

export interface RunningGateway extends AsyncDisposable {
  url: string;
  clock: MovingClock;
  counts: ModelCounts;
  hub: Hub;
  gateway: Gateway;
  sessions: ModelSessions;
  hotline: ModelHotline;
  /** What was logged as an error. */
  errors: unknown[];
  /** Commits to the model and publishes what changed. */
  record(...counted: Counted[]): LiveRow[];
  /** Connects somebody with these roles; by default a viewer. */
  connect(...roles: Role[]): Promise<LiveClient>;
}

/** A real http server and a real Socket.IO over counts, sessions and a hotline kept in memory. */
export async function startGateway(limits: Partial<GatewayLimits> = {}): Promise<RunningGateway> {
  const clock = movingClock();
  const counts = modelCounts();
  const errors: unknown[] = [];
  const { sessions, reader } = modelSessions();
  const { hotline, stream } = modelHotline(clock);
  const hub = createHub({ clock, counts, onError: (error) => errors.push(error) });
  const server = createServer((_, res) => void res.writeHead(404).end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await hub.start();
  const gateway = createGateway({
    hub,
    hotline: stream,
    alerts: { readEvents: async () => [], lastCursor: async () => 0, readCallEnds: async () => [] },
    sessions: reader,
    clock,
    origin: url,
    version: "test",
    log: { info: () => {}, error: (fields) => void errors.push(fields) },
    limits,
  });
  server.on("upgrade", gateway.handleUpgrade);

  return {
    url,
    clock,
    counts,
    hub,
    gateway,
    sessions,
    hotline,
    errors,
    record(...counted) {
      const rows = counts.commit(counted);
      hub.publish(rows);
      return rows;
    },
    connect: (...roles) =>
      connectLive({ url, cookie: sessions.signIn(...(roles.length > 0 ? roles : ["viewer" as const])) }),
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await hub[Symbol.asyncDispose]();
      const connections = await new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      expect(connections, "the gateway left connections open").toBe(0);
    },
  };
}

function modelSessions() {
  const held = new Map<string, Visitor>();
  const at = (cookie: string) => {
    const visitor = held.get(cookie);
    if (visitor === undefined) throw new Error("no such session");
    return visitor;
  };
  const sessions: ModelSessions = {
    broken: null,
    signIn(...roles) {
      const cookie = `session=${randomUUID()}`;
      held.set(cookie, { sessionId: randomUUID(), personId: randomUUID(), name: "Test Person", roles });
      return cookie;
    },
    revoke: (cookie) => void held.delete(cookie),
    setRoles: (cookie, ...roles) => void held.set(cookie, { ...at(cookie), roles }),
  };
  const reader = {
    async read(cookie: string | undefined) {
      if (sessions.broken) throw sessions.broken;
      return held.get(cookie ?? "") ?? null;
    },
    async current(ids: string[]) {
      if (sessions.broken) throw sessions.broken;
      const valid = [...held.values()].filter(({ sessionId }) => ids.includes(sessionId));
      return new Map(valid.map(({ sessionId, roles }) => [sessionId, { roles }]));
    },
  };
  return { sessions, reader };
}

function modelHotline(clock: MovingClock) {
  const events: HotlineEvent[] = [];
  let reads = 0;
  const hotline: ModelHotline = {
    delayMs: () => 0,
    reads: () => reads,
    append() {
      const cursor = events.length + 1;
      const event: HotlineEvent = { cursor, kind: "received", at: clock.now(), case: caseAt(cursor, clock.now()) };
      events.push(event);
      return event;
    },
  };
  const stream = {
    async readEvents(after: number, limit: number) {
      reads++;
      const seen = events.slice(after, after + limit);
      await wait(hotline.delayMs());
      return seen;
    },
    lastCursor: async () => events.length,
    // Officers' own feed is shown on the database that binds it.
    readOfficerChanges: async () => [],
  };
  return { hotline, stream };
}

function caseAt(number: number, receivedAt: number): HotlineCase {
  return {
    id: randomUUID(),
    number: `HC-${number}`,
    reference: `test ${number}`,
    urgency: "urgent",
    threat: "terrorism",
    ...{ stake: null, country: null, legalBasis: null, language: null, channel: "key", callBack: null },
    raisedBy: "test authority",
    receivedAt,
    acknowledgement: { dueAt: receivedAt + 900_000, basis: "internal target", at: null, by: null },
    ...{ clocks: [], messages: 0, closed: null },
    version: 1,
  };
}
