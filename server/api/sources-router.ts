import {
  createSourceSchema,
  issueKeySchema,
  readBatchesSchema,
  readKeysSchema,
  readRejectionsSchema,
  revokeKeySchema,
  revokeSourceSchema,
  rotateKeySchema,
} from "../sources/contract.ts";
import { createRouter, requires } from "./procedure.ts";

const manages = requires("sources.manage");

export const sourcesRouter = createRouter({
  /** Every active source with its newest event and state. */
  freshness: requires("sources.read").query(({ ctx }) => ctx.sources.readFreshness()),
  /** Every source, revoked ones last, with what its keys come to. */
  overview: requires("sources.read").query(({ ctx }) => ctx.sources.readOverview()),
  /** What was refused in the last 7 days, by minute and reason. */
  rejections: requires("sources.read")
    .input(readRejectionsSchema)
    .query(({ ctx, input }) => ctx.sources.readRejections(ctx.session.actor, input)),
  /** What its requests did, newest first. */
  batches: requires("sources.read")
    .input(readBatchesSchema)
    .query(({ ctx, input }) => ctx.sources.readBatches(ctx.session.actor, input)),
  keys: requires("sources.inspect")
    .input(readKeysSchema)
    .query(({ ctx, input }) => ctx.sources.readKeys(ctx.session.actor, input)),
  create: manages
    .input(createSourceSchema)
    .mutation(({ ctx, input }) => ctx.sources.createSource(ctx.session.actor, input)),
  revoke: manages
    .input(revokeSourceSchema)
    .mutation(({ ctx, input }) => ctx.sources.revokeSource(ctx.session.actor, input)),
  issueKey: manages.input(issueKeySchema).mutation(({ ctx, input }) => ctx.sources.issueKey(ctx.session.actor, input)),
  rotateKey: manages
    .input(rotateKeySchema)
    .mutation(({ ctx, input }) => ctx.sources.rotateKey(ctx.session.actor, input)),
  revokeKey: manages
    .input(revokeKeySchema)
    .mutation(({ ctx, input }) => ctx.sources.revokeKey(ctx.session.actor, input)),
});
