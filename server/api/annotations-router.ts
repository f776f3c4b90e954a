import {
  changeAnnotationSchema,
  createAnnotationSchema,
  deleteAnnotationSchema,
  readAnnotationsSchema,
} from "../annotations/writing/contract.ts";
import { createRouter, requires } from "./procedure.ts";

export const annotationsRouter = createRouter({
  /** What is written of a window and what marks itself in it, whatever its filter. */
  read: requires("now.read")
    .input(readAnnotationsSchema)
    .query(({ ctx, input }) => ctx.annotations.readAnnotations(ctx.session.actor, input)),
  create: requires("annotations.write")
    .input(createAnnotationSchema)
    .mutation(({ ctx, input }) => ctx.annotations.createAnnotation(ctx.session.actor, input)),
  /** The own, or anybody's where people are managed; CONFLICT names who was first. */
  change: requires("annotations.change")
    .input(changeAnnotationSchema)
    .mutation(({ ctx, input }) => ctx.annotations.changeAnnotation(ctx.session.actor, input)),
  delete: requires("annotations.change")
    .input(deleteAnnotationSchema)
    .mutation(({ ctx, input }) => ctx.annotations.deleteAnnotation(ctx.session.actor, input)),
});
