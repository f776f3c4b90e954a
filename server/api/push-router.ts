import { deviceIdSchema, subscribeSchema } from "../push/contract.ts";
import { createRouter, requires } from "./procedure.ts";

const own = requires("oncall.override");

export const pushRouter = createRouter({
  /** The own devices, and what a browser subscribes with. */
  devices: own.query(({ ctx }) => ctx.push.readOwnDevices(ctx.session.actor)),
  /** Lets the browser that asks notify the asker, and nobody else from now on. */
  subscribe: own.input(subscribeSchema).mutation(({ ctx, input }) => ctx.push.subscribe(ctx.session.actor, input)),
  deleteDevice: own.input(deviceIdSchema).mutation(({ ctx, input }) => ctx.push.deleteDevice(ctx.session.actor, input)),
});
