import type { Severity } from "../contract.ts";
import type { Matcher } from "./contract.ts";

/** What a matcher looks at. */
export interface Silenceable {
  integrationId: number;
  severity: Severity;
  summary: string;
  source: string;
  dedupKey: string;
}

/** One silence as the rule needs it: `to` is when it ends, also before its time. Epoch ms. */
export interface SilenceSpan {
  matcher: Matcher;
  from: number;
  to: number;
}

/** True when all that the matcher says holds. A matcher that says nothing matches nothing. */
export function matches({ integrationId, severity, text, dedupKeyPrefix }: Matcher, alert: Silenceable): boolean {
  const wanted = text?.toLowerCase();
  const held = [
    integrationId === null ? null : integrationId === alert.integrationId,
    severity === null ? null : severity === alert.severity,
    wanted === undefined ? null : [alert.summary, alert.source].some((words) => words.toLowerCase().includes(wanted)),
    dedupKeyPrefix === null ? null : alert.dedupKey.startsWith(dedupKeyPrefix),
  ].filter((one) => one !== null);
  return held.length > 0 && held.every((one) => one);
}

/**
 * The first instant from `at` on at which no silence holds the alert, epoch ms; null when none holds it at `at`. One that
 * begins before another ends prolongs it.
 */
export function silencedUntil(silences: readonly SilenceSpan[], alert: Silenceable, at: number): number | null {
  const matching = silences.filter(({ matcher }) => matches(matcher, alert));
  let until = at;
  for (;;) {
    const ends = matching.filter(({ from, to }) => from <= until && to > until).map(({ to }) => to);
    if (ends.length === 0) return until === at ? null : until;
    until = Math.max(...ends);
  }
}
