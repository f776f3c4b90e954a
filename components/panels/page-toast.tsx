"use client";

import { X } from "lucide-react";
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { HeardCall, PageCalls } from "../live/page-calls.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { severityLooks } from "./alert-words.ts";

export interface CallDeeds {
  acknowledge(call: HeardCall): void;
  close(call: HeardCall): void;
  /** It was painted before somebody who may look. */
  shown(call: HeardCall): void;
}

/** As many as one gets before the rest come in a bundle. */
const rowsShown = 5;

/** Where a call leads: its alert, of a bundle all that is open. */
export const alertAddress = ({ kind, alert }: HeardCall) =>
  kind === "alert" && alert ? `/alerts?alert=${alert.id}` : "/alerts";

/** Everything that one is called about, newest first. It stays until each is taken or closed. */
export function PageToast({ calls, deeds, mayAct }: { calls: PageCalls; deeds: CallDeeds; mayAct: boolean }) {
  const heard = useSyncExternalStore(calls.subscribe, calls.read, calls.read);
  const more = heard.length - rowsShown;
  return (
    <section
      aria-label="You are called"
      data-testid="page-toast"
      className="max-h-[calc(100dvh-180px)] w-full overflow-y-auto"
    >
      {heard.slice(0, rowsShown).map((call, index) => (
        <Call key={call.deliveryId} call={call} deeds={deeds} mayAct={mayAct} first={index === 0} />
      ))}
      {more > 0 ? (
        <a href="/alerts" className="block border-t border-border px-4 py-2 text-primary hover:underline">
          and {more} more
        </a>
      ) : null}
    </section>
  );
}

function Call({ call, deeds, mayAct, first }: { call: HeardCall; deeds: CallDeeds; mayAct: boolean; first: boolean }) {
  useSeen(() => deeds.shown(call));
  const { kind, alert } = call;
  const { status, word } = alert ? severityLooks[alert.severity] : ({ status: "info", word: "Test" } as const);
  return (
    <div
      data-testid={`call-${alert?.number ?? "test"}`}
      className={cn("border-t border-border px-4 first:border-t-0", first ? "py-3" : "py-2")}
    >
      <p className="flex items-center gap-1.5 text-sm text-secondary-foreground">
        <StatusGlyph status={status} />
        <span>{alert ? `${word} · ${alert.number} calls you` : "Test page"}</span>
        <button
          type="button"
          aria-label={`Close ${alert?.number ?? "the test page"}`}
          onClick={() => deeds.close(call)}
          className="-my-1 -mr-2 ml-auto grid size-7 flex-none place-items-center rounded-sm hover:bg-secondary max-md:size-11"
        >
          <X size={14} aria-hidden />
        </button>
      </p>
      <p
        title={alert?.summary}
        className={cn("mt-1 text-base font-medium [overflow-wrap:anywhere]", first ? "line-clamp-3" : "line-clamp-1")}
      >
        {kind === "bundle" ? `${call.alerts} alerts wait, the worst: ` : null}
        <bdi>{alert?.summary ?? "A page reaches you here."}</bdi>
      </p>
      {alert ? (
        <p className="mt-2 flex gap-2">
          {mayAct && kind === "alert" ? (
            <Button variant={first ? "primary" : "outline"} size="small" onClick={() => deeds.acknowledge(call)}>
              Acknowledge {first ? <Key name="y" /> : null}
            </Button>
          ) : null}
          <Button size="small" asChild>
            <a href={alertAddress(call)}>Open {first ? <Key name="o" /> : null}</a>
          </Button>
        </p>
      ) : null}
    </div>
  );
}

function Key({ name }: { name: string }) {
  return (
    <span aria-hidden="true" className="rounded-xs border border-current px-1 text-xs opacity-80 max-md:hidden">
      {name}
    </span>
  );
}

/** Runs once it was painted in a tab that is looked at: at once, or when the tab comes to the front. */
function useSeen(seen: () => void): void {
  const latest = useRef(seen);
  const told = useRef(false);
  useEffect(() => {
    let frame = 0;
    const tell = () => {
      if (told.current || document.visibilityState !== "visible") return;
      told.current = true;
      latest.current();
    };
    // The first frame draws it, the second begins when it is drawn.
    const afterPaint = () => {
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(tell);
      });
    };
    afterPaint();
    document.addEventListener("visibilitychange", afterPaint);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener("visibilitychange", afterPaint);
    };
  }, []);
}
