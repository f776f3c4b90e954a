import { z } from "zod";
import { type Role, roles } from "./kernel/roles.ts";
import { type AllowList, parseAllowList } from "./outbound/allow-list.ts";
import type { Setting } from "./system/contract.ts";

const seconds = z.coerce.number().int().min(1);
const empty = (value: unknown) => (value === "" ? undefined : value);

const environmentSchema = z.object({
  PORT: z.preprocess(empty, z.coerce.number().int().min(0).max(65_535).default(3000)),
  HOST: z.preprocess(empty, z.string().default("localhost")),
  PUBLIC_URL: z.preprocess(empty, z.url({ protocol: /^https?$/ }).optional()),
  WATCHFLOOR_DATA: z.preprocess(empty, z.string().default("./.data")),
  WATCHFLOOR_PG_USER: z.preprocess(empty, z.string().optional()),
  DATABASE_URL: z.preprocess(empty, z.url({ protocol: /^postgres(ql)?$/ }).optional()),
  TRUST_PROXY: z.preprocess(empty, z.coerce.number().int().min(0).max(10).default(0)),
  METRICS_TOKEN: z.preprocess(empty, z.string().min(16).optional()),
  AUTH_SECRET: z.preprocess(empty, z.string().min(32).optional()),
  REQUIRE_SECOND_FACTOR: z.preprocess(
    (value) =>
      String(value ?? "")
        .split(/[,\s]+/)
        .filter((one) => one !== ""),
    z.array(z.enum(roles, `one of ${roles.join(", ")}`)),
  ),
  LOG_LEVEL: z.preprocess(empty, z.enum(["silent", "error", "warn", "info", "debug"]).default("info")),
  HOTLINE_ACKNOWLEDGE_SECONDS: z.preprocess(empty, seconds.default(300)),
  HOTLINE_FALLBACK_NUMBER: z.preprocess(
    empty,
    z
      .string()
      .regex(/^\+[1-9][\d ]{5,24}$/, "a number as +32 2 123 45 67")
      .optional(),
  ),
  HOTLINE_FALLBACK_SECONDS: z.preprocess(empty, seconds.default(600)),
  OPERATOR_NAME: z.preprocess(empty, z.string().max(100).default("Watchfloor")),
  KEY_REQUESTS_PER_SECOND: z.preprocess(empty, seconds.default(200)),
  KEY_REQUESTS_PER_MINUTE: z.preprocess(empty, seconds.optional()),
  ANONYMOUS_REQUESTS_PER_MINUTE: z.preprocess(empty, seconds.default(100)),
  ADDRESS_REQUESTS_PER_SECOND: z.preprocess(empty, seconds.default(1000)),
  REQUEST_BODY_SECONDS: z.preprocess(empty, seconds.max(50).default(30)),
  SMTP_URL: z.preprocess(empty, z.url({ protocol: /^smtps?$/ }).optional()),
  MAIL_FROM: z.preprocess(
    empty,
    z
      .string()
      .max(200)
      .regex(
        /^(?:[^<>@\p{Cc}]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u,
        "an address as watchfloor@example.org or Watchfloor <watchfloor@example.org>",
      )
      .optional(),
  ),
  OUTBOUND_ALLOW: z
    .string()
    .default("")
    .transform((text, context): AllowList => {
      try {
        return parseAllowList(text);
      } catch (error) {
        context.addIssue(error instanceof Error ? error.message : String(error));
        return z.NEVER;
      }
    }),
  RAW_EVENT_DAYS: z.preprocess(
    empty,
    z.coerce.number().int().min(3).max(180, "at most 180, as long as statements are kept").default(35),
  ),
  WATCHFLOOR_DIST: z.preprocess(empty, z.string().default(".next")),
  WATCHFLOOR_DEV: z.preprocess(empty, z.enum(["1"]).optional()),
  WATCHFLOOR_DEMO: z.preprocess(empty, z.enum(["1"]).optional()),
});

/** What no one setting can tell by itself. */
const checkedSchema = environmentSchema.refine((env) => env.SMTP_URL === undefined || env.MAIL_FROM !== undefined, {
  message: "say from whom mails come, as SMTP_URL is set",
  path: ["MAIL_FROM"],
});

export interface Config {
  port: number;
  host: string;
  /** Origin under which browsers reach the server, without a path. */
  publicUrl: string;
  dataFolder: string;
  /** Whom the embedded database runs as when the server is started by root; unset: watchfloor. */
  postgresUser: string | undefined;
  /** Unset: the embedded database is started. */
  databaseUrl: string | undefined;
  /** How many proxies in front are trusted to name the client's address. */
  trustProxy: number;
  metricsToken: string | undefined;
  /** Unset: made once and kept in the data folder. */
  authSecret: string | undefined;
  /** Whose people need a second factor before anything opens. */
  secondFactorRoles: readonly Role[];
  logLevel: "silent" | "error" | "warn" | "info" | "debug";
  acknowledgeWithinMs: number;
  /** Whom officers are told to call when nobody takes a case; unset: nobody. */
  fallbackNumber: string | undefined;
  fallbackAfterMs: number;
  /** Name of the platform: `platform_name` of a statement. */
  operatorName: string;
  keyRequestsPerSecond: number;
  /** Unset: 60 times those a second. */
  keyRequestsPerMinute: number;
  anonymousRequestsPerMinute: number;
  addressRequestsPerSecond: number;
  bodyWithinMs: number;
  /** How mail leaves, and from whom; null: it does not. */
  mailServer: { url: string; from: string } | null;
  /** Where requests may go beside https on the public internet. */
  outboundAllow: AllowList;
  rawDays: number;
  /** Folder of the built pages. */
  distFolder: string;
  /** Pages are compiled on request and reload. */
  development: boolean;
  /** The same for people to look at, secrets left out. */
  settings: readonly Setting[];
  /** The figures are the demo's: every page says so. */
  demo: boolean;
}

/** Reads the environment once. @throws Error with one sentence that names every problem. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = checkedSchema.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`Watchfloor cannot start with these settings: ${problems.join("; ")}.`);
  }
  const env = parsed.data;
  const config = {
    port: env.PORT,
    host: env.HOST,
    publicUrl: new URL(env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).origin,
    dataFolder: env.WATCHFLOOR_DATA,
    postgresUser: env.WATCHFLOOR_PG_USER,
    databaseUrl: env.DATABASE_URL,
    trustProxy: env.TRUST_PROXY,
    metricsToken: env.METRICS_TOKEN,
    authSecret: env.AUTH_SECRET,
    secondFactorRoles: env.REQUIRE_SECOND_FACTOR,
    logLevel: env.LOG_LEVEL,
    acknowledgeWithinMs: env.HOTLINE_ACKNOWLEDGE_SECONDS * 1000,
    fallbackNumber: env.HOTLINE_FALLBACK_NUMBER,
    fallbackAfterMs: env.HOTLINE_FALLBACK_SECONDS * 1000,
    operatorName: env.OPERATOR_NAME,
    keyRequestsPerSecond: env.KEY_REQUESTS_PER_SECOND,
    keyRequestsPerMinute: env.KEY_REQUESTS_PER_MINUTE ?? 60 * env.KEY_REQUESTS_PER_SECOND,
    anonymousRequestsPerMinute: env.ANONYMOUS_REQUESTS_PER_MINUTE,
    addressRequestsPerSecond: env.ADDRESS_REQUESTS_PER_SECOND,
    bodyWithinMs: env.REQUEST_BODY_SECONDS * 1000,
    mailServer: env.SMTP_URL && env.MAIL_FROM ? { url: env.SMTP_URL, from: env.MAIL_FROM } : null,
    outboundAllow: env.OUTBOUND_ALLOW,
    rawDays: env.RAW_EVENT_DAYS,
    distFolder: env.WATCHFLOOR_DIST,
    development: env.WATCHFLOOR_DEV === "1",
    demo: env.WATCHFLOOR_DEMO === "1",
  };
  return { ...config, settings: describeSettings(config, environment) };
}

type Variable = keyof z.output<typeof environmentSchema>;
type Shown = (config: Omit<Config, "settings">) => string | number | undefined;

/** How each variable is told, as it runs. What is or may hold a secret is hidden whole; a new one has to be decided. */
const told: Record<Variable, Shown | "hidden"> = {
  PORT: (config) => config.port,
  HOST: (config) => config.host,
  PUBLIC_URL: (config) => config.publicUrl,
  TRUST_PROXY: (config) => config.trustProxy,
  DATABASE_URL: "hidden",
  WATCHFLOOR_DATA: (config) => config.dataFolder,
  WATCHFLOOR_PG_USER: (config) => config.postgresUser,
  AUTH_SECRET: "hidden",
  METRICS_TOKEN: "hidden",
  REQUIRE_SECOND_FACTOR: (config) => config.secondFactorRoles.join(", ") || undefined,
  LOG_LEVEL: (config) => config.logLevel,
  HOTLINE_ACKNOWLEDGE_SECONDS: (config) => config.acknowledgeWithinMs / 1000,
  HOTLINE_FALLBACK_NUMBER: (config) => config.fallbackNumber,
  HOTLINE_FALLBACK_SECONDS: (config) => config.fallbackAfterMs / 1000,
  OPERATOR_NAME: (config) => config.operatorName,
  KEY_REQUESTS_PER_SECOND: (config) => config.keyRequestsPerSecond,
  KEY_REQUESTS_PER_MINUTE: (config) => config.keyRequestsPerMinute,
  ANONYMOUS_REQUESTS_PER_MINUTE: (config) => config.anonymousRequestsPerMinute,
  ADDRESS_REQUESTS_PER_SECOND: (config) => config.addressRequestsPerSecond,
  REQUEST_BODY_SECONDS: (config) => config.bodyWithinMs / 1000,
  SMTP_URL: "hidden",
  MAIL_FROM: (config) => config.mailServer?.from,
  OUTBOUND_ALLOW: (config) => config.outboundAllow.text || undefined,
  RAW_EVENT_DAYS: (config) => config.rawDays,
  WATCHFLOOR_DIST: (config) => config.distFolder,
  WATCHFLOOR_DEV: (config) => (config.development ? "1" : undefined),
  WATCHFLOOR_DEMO: (config) => (config.demo ? "1" : undefined),
};

function describeSettings(config: Omit<Config, "settings">, environment: NodeJS.ProcessEnv): Setting[] {
  return Object.entries(told).map(([name, how]) => {
    const value = how === "hidden" ? undefined : how(config);
    return {
      name,
      value: value === undefined ? null : String(value),
      origin: empty(environment[name]) === undefined ? ("default" as const) : ("set" as const),
      hidden: how === "hidden",
    };
  });
}

/** The environment of a process that we start: what `wanted` names (undefined: unset), else the caller's, else `usual`. */
export function environmentOf(
  wanted: Record<string, string | undefined>,
  usual: Record<string, string> = {},
): NodeJS.ProcessEnv {
  return { ...usual, ...process.env, ...wanted };
}
