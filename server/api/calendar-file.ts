import type { IncomingMessage, ServerResponse } from "node:http";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { createAddressSlots } from "../kernel/address.ts";
import { isRefusal } from "../kernel/refusal.ts";
import type { Oncall } from "../oncall/oncall.ts";

/** Calendars ask once an hour or so; an office of them stands behind one address. */
const readingsAMinute = 120;
/** Whoever tries more dead links a minute is guessing. */
const deadLinksAMinute = 20;

export const calendarPath = "/api/v1/on-call/";

/** Answers GET /api/v1/on-call/<secret>.ics: no session, the secret is the right. Nothing here writes it down. */
export function createCalendarFile(context: {
  oncall: Pick<Oncall, "readCalendar">;
  clientAddress(req: IncomingMessage): string;
}) {
  const readings = new RateLimiterMemory({ points: readingsAMinute, duration: 60 });
  const deadLinks = new RateLimiterMemory({ points: deadLinksAMinute, duration: 60 });
  const slotOf = createAddressSlots();
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const slot = slotOf(context.clientAddress(req));
    const dead = await deadLinks.get(slot);
    const wait = (await spend(readings, slot)) || (dead && dead.remainingPoints <= 0 ? seconds(dead.msBeforeNext) : 0);
    if (wait > 0) {
      return refuse(res, 429, `Too many requests; try again in ${wait} s.`, { "retry-after": String(wait) });
    }
    const path = (req.url ?? "").split("?", 1)[0] ?? "";
    const name = path.slice(calendarPath.length);
    try {
      const text = await context.oncall.readCalendar(name.endsWith(".ics") ? name.slice(0, -4) : "");
      res.writeHead(200, {
        "content-type": "text/calendar; charset=utf-8",
        "content-disposition": 'attachment; filename="on-call.ics"',
        "content-length": Buffer.byteLength(text),
        "cache-control": "no-store",
      });
      res.end(req.method === "HEAD" ? undefined : text);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await spend(deadLinks, slot);
      refuse(res, 404, error.message);
    }
  };
}

const seconds = (ms: number) => Math.max(1, Math.ceil(ms / 1000));

/** Seconds to wait; 0 when it was still allowed. */
function spend(limiter: RateLimiterMemory, key: number): Promise<number> {
  return limiter.consume(key).then(
    () => 0,
    (used: { msBeforeNext: number }) => seconds(used.msBeforeNext),
  );
}

function refuse(res: ServerResponse, status: number, detail: string, headers: Record<string, string> = {}): void {
  res.writeHead(status, { "content-type": "application/problem+json", "cache-control": "no-store", ...headers });
  res.end(JSON.stringify({ type: "about:blank", status, detail }));
}
