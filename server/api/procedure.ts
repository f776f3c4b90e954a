import { initTRPC, TRPCError } from "@trpc/server";
import type { Alerts } from "../alerts/alerts.ts";
import type { Annotations } from "../annotations/annotations.ts";
import type { AuditReader } from "../audit/audit-reader.ts";
import type { Counting } from "../counting/counting.ts";
import type { Demo } from "../demo/demo.ts";
import type { Growth } from "../growth/growth.ts";
import type { Hotline } from "../hotline/hotline.ts";
import type { Identity, Session } from "../identity/identity.ts";
import { isRefusal, type RefusalCode } from "../kernel/refusal.ts";
import { allows, type Permission } from "../kernel/roles.ts";
import type { Oncall } from "../oncall/oncall.ts";
import type { Push } from "../push/push.ts";
import type { Sources } from "../sources/sources.ts";
import type { System } from "../system/system.ts";
import type { Views } from "../views/views.ts";

/** The domains that procedures translate for. */
export interface ApiDomains {
  identity: Identity;
  hotline: Hotline;
  alerts: Alerts;
  oncall: Oncall;
  push: Push;
  sources: Sources;
  growth: Growth;
  counting: Counting;
  views: Views;
  annotations: Annotations;
  audit: AuditReader;
  system: Pick<System, "readSystem">;
  demo: Demo;
}

export interface ApiContext extends ApiDomains {
  session: Session | null;
  /** Of the request: challenges that are being answered stand in it. */
  cookie: string | undefined;
  /** The client's, behind trusted proxies; limits go by it. */
  address: string;
  /** Notes that a procedure runs; answers how to say that it has ended. */
  begin(): () => void;
}

/** What every procedure declares: the permission it needs, that a session is enough, or that it needs none. */
export type Rights = { permission: Permission } | { session: true } | { public: true };

const codes: Record<RefusalCode, TRPCError["code"]> = {
  invalid: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  too_large: "PAYLOAD_TOO_LARGE",
  unsupported: "UNSUPPORTED_MEDIA_TYPE",
  too_many: "TOO_MANY_REQUESTS",
  unavailable: "SERVICE_UNAVAILABLE",
};

const trpc = initTRPC
  .context<ApiContext>()
  .meta<Rights>()
  .create({
    isDev: false,
    errorFormatter({ shape, error }) {
      const { cause } = error;
      const field = isRefusal(cause) ? cause.field : fieldAtFault(cause)?.field;
      const message =
        error.code === "INTERNAL_SERVER_ERROR" ? "Something failed on our side. Try again." : shape.message;
      return { ...shape, message: fieldAtFault(cause)?.sentence ?? message, data: { ...shape.data, field } };
    },
  });

export const { router: createRouter, createCallerFactory } = trpc;

/** The first thing at fault in an input that its schema refused; never the value. */
function fieldAtFault(cause: unknown): { field: string; sentence: string } | undefined {
  if (!(cause instanceof Error && cause.name === "ZodError" && "issues" in cause)) return undefined;
  const [issue] = cause.issues as { path: PropertyKey[]; message: string; keys?: string[] }[];
  if (!issue) return undefined;
  const field = [...issue.path, ...(issue.keys?.slice(0, 1) ?? [])].map(String).join(".").slice(0, 100);
  const rule = issue.keys ? "not a known field" : issue.message;
  return { field, sentence: field === "" ? rule : `${field}: ${rule}` };
}

/** The one place where refusals become tRPC's errors and rights are enforced, whatever a procedure does. */
const guarded = trpc.procedure.use(async ({ meta, ctx, next }) => {
  if (!meta) throw new Error("the procedure declares no rights");
  if (!("public" in meta) && !ctx.session) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." });
  if ("permission" in meta && !allows(ctx.session?.roles ?? [], meta.permission)) {
    const message = ctx.session?.secondFactorMissing
      ? "Your role asks for a second factor: set it up at /account."
      : "Your roles do not include this. Ask an administrator.";
    throw new TRPCError({ code: "FORBIDDEN", message });
  }
  const end = ctx.begin();
  const result = await next().finally(end);
  if (!result.ok && isRefusal(result.error.cause)) {
    const { code, message } = result.error.cause;
    throw new TRPCError({ code: codes[code], message, cause: result.error.cause });
  }
  return result;
});

/** A procedure for those who hold the permission; `ctx.session` is there. */
export function requires(permission: Permission) {
  return guarded.meta({ permission }).use(({ ctx, next }) => {
    if (!ctx.session) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." });
    return next({ ctx: { session: ctx.session } });
  });
}

/** A procedure for everyone who is signed in, on what is their own; `ctx.session` is there. */
export const signedIn = guarded.meta({ session: true }).use(({ ctx, next }) => {
  if (!ctx.session) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." });
  return next({ ctx: { session: ctx.session } });
});

/** A procedure without a session. Only for what comes before anyone can sign in. */
export const openToEveryone = guarded.meta({ public: true });
