import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";
import { type Alerts, createAlerts, createMailSender, createWebhookSender } from "./alerts/alerts.ts";
import type { Sender } from "./alerts/delivery/contract.ts";
import { createAnnotations } from "./annotations/annotations.ts";
import { type Api, createApi } from "./api/api.ts";
import { createAuditFile } from "./api/audit-file.ts";
import { calendarPath, createCalendarFile } from "./api/calendar-file.ts";
import { createCountriesFile } from "./api/countries-file.ts";
import { createPageDoors } from "./api/page-doors.ts";
import { createSeriesFile } from "./api/series-file.ts";
import { createAuditReader } from "./audit/audit-reader.ts";
import { startSealer } from "./audit/sealer.ts";
import type { Config } from "./config.ts";
import { type Counting, createCounting, prepareCounting } from "./counting/counting.ts";
import { type DatabaseAddress, openDatabase } from "./database/database.ts";
import { migrate } from "./database/migrate.ts";
import { createDemo, type Demo } from "./demo/demo.ts";
import { clientAddress, createFrontDoor, type FrontDoor, type Route } from "./front-door.ts";
import { createGrowth } from "./growth/growth.ts";
import { createHotline, type Hotline } from "./hotline/hotline.ts";
import { createIdentity, type Identity, readStandings } from "./identity/identity.ts";
import { createDoors } from "./ingest/doors.ts";
import { createOpenApi } from "./ingest/openapi/openapi.ts";
import type { OpenApiDocument } from "./ingest/openapi/shapes.ts";
import { startFloor } from "./jobs/floor.ts";
import { createPageAuditor } from "./jobs/page-auditor.ts";
import { type Pager, type PagerPace, startPager } from "./jobs/pager.ts";
import { createRunner, type Pace } from "./jobs/runner.ts";
import { type Clock, systemClock } from "./kernel/clock.ts";
import type { Role } from "./kernel/roles.ts";
import { createOncall, type Oncall } from "./oncall/oncall.ts";
import { createOutbound } from "./outbound/outbound.ts";
import { createPush, type Push } from "./push/push.ts";
import { createGateway, type Gateway } from "./realtime/gateway.ts";
import { createHub, type Hub } from "./realtime/hub.ts";
import { createSnapshots } from "./realtime/snapshots.ts";
import { createRetention, type Retention } from "./retention/retention.ts";
import { createSources, type Sources } from "./sources/sources.ts";
import { createSystem, type System } from "./system/system.ts";
import { createStatements, ensureStatementPartitions } from "./takedowns/takedowns.ts";
import { createLogger, type Logger } from "./telemetry/logger.ts";
import { createMetrics } from "./telemetry/metrics.ts";
import { createViews } from "./views/views.ts";

/** What a test, or the demo for the days before its start, may put in place of the real thing. */
export interface Overrides {
  clock?: Clock;
  log?: Logger;
  /** Ways out in place of those of the configuration, and how often what is due is looked for. */
  senders?: readonly Sender[];
  pagerPace?: Partial<PagerPace>;
  /** How soon chores are noticed. */
  chorePace?: Partial<Pace>;
  /** False: chores and the sealing of the audit are left to another process of the database. */
  upkeep?: boolean;
}

export interface RunningApp {
  version: string;
  clock: Clock;
  api: Api;
  identity: Identity;
  sources: Sources;
  hotline: Hotline;
  alerts: Alerts;
  counting: Counting;
  retention: Retention;
  oncall: Oncall;
  push: Push;
  demo: Demo;
  system: System;
  hub: Hub;
  gateway: Gateway;
  frontDoor: FrontDoor;
  apiDocument: OpenApiDocument;
  server: Server;
  log: Logger;
  /** Stops in order: no new requests, those under way answered, live connections, what waits to be stored, the pool. */
  close(): Promise<void>;
}

const version = "0.1.0";
const drainMs = 5_000;

/** Builds everything once, in order, in plain code. The database must be there; Next is mounted afterwards. */
export async function createApp(
  config: Config,
  given: { address: DatabaseAddress; secret: string },
  overrides: Overrides = {},
): Promise<RunningApp> {
  const clock = overrides.clock ?? systemClock;
  const log = overrides.log ?? createLogger(config.logLevel);
  const metrics = createMetrics();

  const database = openDatabase(given.address, {
    connections: 10,
    onError: (error) => log.warn({ err: error }, "the database ended an idle connection"),
  });
  await migrate(database);
  await prepareCounting(database);

  const sources = createSources({ database, clock });
  const counting = createCounting({
    database,
    clock,
    rawDays: config.rawDays,
    insertIntakeBatches: sources.insertIntakeBatches,
    stageVoidedBatches: sources.stageVoidedBatches,
    markVoidedBatches: sources.markVoidedBatches,
    ensureMorePartitions: ensureStatementPartitions,
    onCommit: ({ liveRows, gaugesChanged }) => {
      // A hint that fails must not look like a commit that failed; the hub's floor reads what it missed.
      try {
        hub.publish(liveRows);
        if (gaugesChanged) hub.publishGauges();
      } catch (error) {
        log.error({ err: error }, "a commit could not be published");
      }
    },
  });
  const retention = createRetention({
    database,
    clock,
    counting,
    rawDays: config.rawDays,
    callForOutages: (write, calls) => alerts.callWithin(write, calls),
  });
  const growth = createGrowth({ counting });
  const demo = createDemo({ runs: config.demo });
  const hotline = createHotline({
    database,
    clock,
    secret: given.secret,
    acknowledgeWithinMs: config.acknowledgeWithinMs,
    fallback: config.fallbackNumber ? { number: config.fallbackNumber, afterMs: config.fallbackAfterMs } : null,
    invite: (actor, input) => identity.invitePerson(actor, input),
    createSystem: (actor, input) => sources.createSource(actor, input),
    wake: () => gateway.wake("hotline"),
    caller: (write, calls) => alerts.callWithin(write, calls),
  });
  const outbound = createOutbound({ allow: config.outboundAllow });
  const oncall = createOncall({
    database,
    clock,
    publicUrl: config.publicUrl,
    secret: given.secret,
    outbound,
    readStandings,
    reaches: { mail: (personId) => mail.tellReach(personId), push: (personId) => push.tellReach(personId) },
    countOpenMatters: async (actor) => {
      const [open, { cases }] = await Promise.all([alerts.countOpen(), hotline.readQueue(actor)]);
      return { ...open, cases: cases.filter(({ closed }) => closed === null).length };
    },
  });
  const views = createViews({ database, clock });
  const annotations = createAnnotations({
    database,
    clock,
    readVoidings: counting.readVoidings,
    readOutages: sources.readOutages,
  });
  await annotations.recordVersion(version);
  const addressOf = (req: IncomingMessage) => clientAddress(req, config.trustProxy);
  const identity = createIdentity({
    database,
    clock,
    publicUrl: config.publicUrl,
    secret: given.secret,
    log,
    clientAddress: addressOf,
    // Officers come from outside: a password alone never opens the portal.
    secondFactorRoles: [...new Set<Role>([...config.secondFactorRoles, "partner"])],
  });

  const mail = createMailSender({
    server: config.mailServer,
    readAddress: identity.readAddress,
    publicUrl: config.publicUrl,
  });
  const openPages: Sender = {
    channel: "browser",
    send: async (page) => gateway.sendPage(page),
    peopleHere: () => gateway.peopleHere(),
  };
  const senders: Sender[] = [
    openPages,
    mail,
    // What is simulated reaches nobody outside.
    ...(config.demo ? [] : [createWebhookSender({ contacts: oncall, outbound, clock, publicUrl: config.publicUrl })]),
  ];
  let pager: Pager | null = null;
  const alerts = createAlerts({
    database,
    clock,
    publicUrl: config.publicUrl,
    acknowledgeCause: async (write, kind, key) => kind === "hotline" && (await hotline.acknowledgeWithin(write, key)),
    readMinutes: counting.readMinutes,
    readSourceNames: sources.readNames,
    readUsersMinutes: growth.readUsersMinutes,
    readResponders: () => identity.readHolders("alerts.act"),
    oncall,
    wake: () => {
      gateway.wake("alerts");
      pager?.wake();
    },
  });

  const push = createPush({
    ...{ database, clock, alerts, outbound, readStandings },
    secret: given.secret,
    subject: config.pushSubject,
  });

  const hub = createHub({
    clock,
    counts: {
      readLiveRows: counting.readLiveRows,
      readTotalUsers: growth.readTotalUsers,
    },
    onError: (error) => log.error({ err: error }, "the live hub could not read"),
  });
  const sessions = {
    async read(cookie: string | undefined) {
      const session = await identity.readSession({ cookie });
      return session?.secondFactorMissing ? null : session;
    },
    current: identity.currentSessions,
  };
  const gateway = createGateway({
    hub,
    hotline,
    alerts,
    sessions,
    clock,
    origin: config.publicUrl,
    version,
    log,
  });
  const audit = createAuditReader({ database, clock });
  const system = createSystem({
    database,
    clock,
    version,
    startedAt: clock.now(),
    embedded: config.databaseUrl === undefined,
    settings: config.settings,
    retention,
    readChain: audit.readChain,
    readChores: () => runner.readHealth(),
    liveFigures: () => ({ ...hub.figures(), ...gateway.figures() }),
    diskLimit: config.diskLimit ?? null,
    dataFolder: config.databaseUrl === undefined ? config.dataFolder : null,
    readOverdue: alerts.readOverdue,
    recordTroubles: (scope, standing) => alerts.recordConditions("system", { scope, standing }),
  });
  const api = createApi({
    ...{ identity, hotline, alerts, oncall, push, sources, growth, counting, views, annotations, audit, system, demo },
    publicUrl: config.publicUrl,
    clientAddress: addressOf,
    log,
  });
  const doors = createDoors({
    authenticate: sources.authenticateKey,
    addressOf,
    keyRequestsPerSecond: config.keyRequestsPerSecond,
    keyRequestsPerMinute: config.keyRequestsPerMinute,
    anonymousRequestsPerMinute: config.anonymousRequestsPerMinute,
    bodyWithinMs: config.bodyWithinMs,
    alerts,
    counting,
    statements: createStatements({ counting, database, clock }),
    hotline,
    clock,
    publicUrl: config.publicUrl,
    operatorName: config.operatorName,
    log,
    metrics,
  });

  const pageDoors = createPageDoors({ push, clientAddress: addressOf });
  const { publicUrl, keyRequestsPerSecond } = config;
  const openApi = createOpenApi({ publicUrl, version, keyRequestsPerSecond });
  const routes: Route[] = [
    {
      path: "/healthz",
      methods: ["GET", "HEAD"],
      access: { to: "everyone" },
      handle: (_, res) => void res.writeHead(200, { "content-type": "application/json" }).end('{"status":"alive"}'),
    },
    {
      path: "/readyz",
      methods: ["GET", "HEAD"],
      access: { to: "everyone" },
      async handle(_, res) {
        const ready = await database.pool.query("select 1").then(
          () => true,
          () => false,
        );
        res.writeHead(ready ? 200 : 503, { "content-type": "application/json" });
        res.end(JSON.stringify({ status: ready ? "ready" : "the database cannot be reached" }));
      },
    },
    {
      path: "/metrics",
      methods: ["GET"],
      access: { to: "metrics" },
      async handle(_, res) {
        const figures = { ...hub.figures(), ...gateway.figures() };
        for (const [figure, value] of Object.entries(figures)) metrics.live.set({ figure }, value);
        const disk = await retention.recentDiskForecast();
        metrics.diskBytes.reset();
        metrics.diskForecastBytes.reset();
        for (const { relation, bytes } of disk?.relations ?? []) metrics.diskBytes.set({ relation }, bytes);
        for (const [days, bytes] of Object.entries(disk?.total.forecast ?? {})) {
          if (bytes !== null) metrics.diskForecastBytes.set({ days }, bytes);
        }
        const overdue = await alerts.readOverdue().catch(() => undefined);
        if (overdue) {
          metrics.pagesOverdue.set({ what: "steps" }, overdue.steps);
          metrics.pagesOverdue.set({ what: "deliveries" }, overdue.deliveries);
          metrics.pagesOldestSeconds.set(overdue.oldestMs / 1000);
        }
        const chain = await audit.readChain().catch(() => undefined);
        metrics.auditHead.reset();
        if (chain?.head) metrics.auditHead.set({ hash: chain.head.hash }, chain.head.sequence);
        if (chain) metrics.auditWaiting.set(chain.waiting);
        if (chain) metrics.auditWaitingSeconds.set((chain.waitingMs ?? 0) / 1000);
        res.writeHead(200, { "content-type": metrics.registry.contentType }).end(await metrics.registry.metrics());
      },
    },
    ...doors.map(
      ({ scope, ...route }): Route => ({ ...route, access: scope ? { to: "key", scope } : { to: "integration" } }),
    ),
    {
      path: "/export/series.csv",
      methods: ["GET"],
      access: { to: "person", permission: "series.export" },
      handle: createSeriesFile({
        counting,
        readSession: (req) => identity.readSession({ cookie: req.headers.cookie }),
      }),
    },
    {
      path: "/export/countries.csv",
      methods: ["GET"],
      access: { to: "person", permission: "series.export" },
      handle: createCountriesFile({
        growth,
        readSession: (req) => identity.readSession({ cookie: req.headers.cookie }),
      }),
    },
    {
      path: "/export/audit.csv",
      methods: ["GET"],
      access: { to: "person", permission: "audit.read" },
      handle: createAuditFile({
        audit,
        clock,
        readSession: (req) => identity.readSession({ cookie: req.headers.cookie }),
      }),
    },
    {
      path: "/live/snapshots",
      methods: ["POST"],
      access: { to: "person", permission: "now.read" },
      handle: createSnapshots({ hub, hotline, sessions, clock, origin: new URL(config.publicUrl).origin }),
    },
    {
      path: `${calendarPath}*`,
      methods: ["GET", "HEAD"],
      access: { to: "everyone" },
      handle: createCalendarFile({ oncall, clientAddress: addressOf }),
    },
    { path: "/page/acknowledge", methods: ["POST"], access: { to: "everyone" }, handle: pageDoors.acknowledge },
    { path: "/page/shown", methods: ["POST"], access: { to: "everyone" }, handle: pageDoors.shown },
    { path: "/api/v1/openapi.json", methods: ["GET", "HEAD"], access: { to: "everyone" }, handle: openApi.handle },
    { path: "/api/auth/*", methods: ["GET", "POST"], access: { to: "delegated" }, handle: identity.handler },
    { path: "/api/trpc/*", methods: ["GET", "POST"], access: { to: "delegated" }, handle: api.handler },
  ];
  const frontDoor = createFrontDoor({
    publicUrl: config.publicUrl,
    development: config.development,
    trustProxy: config.trustProxy,
    metricsToken: config.metricsToken,
    addressRequestsPerSecond: config.addressRequestsPerSecond,
    routes,
    readSession: (req) => identity.readSession({ cookie: req.headers.cookie }),
    liveUpgrade: gateway.handleUpgrade,
    log,
    metrics,
  });

  await hub.start();
  const upkeep = overrides.upkeep ?? true;
  const runner = await createRunner({
    database,
    chores: upkeep ? [...retention.chores, ...system.chores] : [],
    log,
    pace: overrides.chorePace ?? {},
  });
  pager = upkeep
    ? startPager({
        alerts,
        senders: overrides.senders ?? [...senders, push.sender],
        log,
        pace: overrides.pagerPace ?? {},
      })
    : null;
  const sealer = upkeep ? startSealer({ database, clock, log }) : null;
  const auditPages = createPageAuditor({ alerts, outbound, heartbeatUrl: config.heartbeatUrl, log });
  const floors = upkeep
    ? [
        startFloor({ name: "clock marks", everyMs: 500, look: hotline.recordMarks }, log),
        startFloor({ name: "page auditor", everyMs: 10_000, look: auditPages }, log),
        startFloor({ name: "rules", everyMs: 10_000, look: alerts.checkRules }, log),
        startFloor({ name: "system", everyMs: 60_000, look: system.watch }, log),
      ]
    : [];

  const server = createServer({ requestTimeout: 60_000, headersTimeout: 15_000, keepAliveTimeout: 65_000 });
  server.on("request", frontDoor.request);
  server.on("upgrade", (req, socket, head) => {
    frontDoor.upgrade(req, socket, head).catch((error: unknown) => {
      log.error({ err: error }, "an upgrade failed");
      socket.destroy();
    });
  });
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });

  return {
    version,
    clock,
    api,
    identity,
    sources,
    hotline,
    alerts,
    counting,
    retention,
    oncall,
    push,
    demo,
    system,
    hub,
    gateway,
    frontDoor,
    apiDocument: openApi.document,
    server,
    log,
    async close() {
      await gateway.close();
      await pager?.close();
      await Promise.all([
        closeServer(server, connections),
        runner.close(),
        sealer?.close(),
        ...floors.map((floor) => floor.close()),
      ]);
      await Promise.all([counting.drain(), api.settled()]);
      await hub[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Requests under way get `drainMs` to be answered; then every connection is ended, upgraded ones included. */
async function closeServer(server: Server, connections: ReadonlySet<Socket>): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => {
    for (const socket of connections) socket.destroy();
  }, drainMs);
  await closed;
  clearTimeout(late);
}
