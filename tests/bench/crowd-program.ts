import { once } from "node:events";
import { signUps, takedownsByCategory, takedownsBySubject, takedownsByTiming } from "../../components/live/views.ts";
import { connectLive } from "../support/live-client.ts";

/** Told where to connect, with which sessions and how often; says "ready", and ends when its parent lets go. */
const [order] = (await once(process, "message")) as [{ url: string; cookies: string[]; sockets: number }];
const views = [takedownsBySubject, takedownsByCategory("10s"), takedownsByTiming("10s"), signUps("10s")];
const atOnce = 20;

for (let from = 0; from < order.sockets; from += atOnce) {
  const part = Array.from({ length: Math.min(atOnce, order.sockets - from) }, async (_, i) => {
    const cookie = order.cookies[(from + i) % order.cookies.length] ?? "";
    const client = await connectLive({ url: order.url, cookie });
    for (const view of views) {
      const joined = await client.join(view);
      if (!joined.ok) throw new Error(joined.message);
    }
  });
  await Promise.all(part);
  // The front door takes 100 new connections a second from one address.
  await new Promise((resolve) => setTimeout(resolve, 300));
}
process.send?.("ready");
process.once("disconnect", () => process.exit(0));
