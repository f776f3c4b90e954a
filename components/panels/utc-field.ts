/** "2026-11-24T02:14" or with seconds, as `datetime-local` fields write it, as UTC; null when it is no instant. */
export function instantOf(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)) return null;
  const instant = Date.parse(`${text}Z`);
  return Number.isNaN(instant) || instant < 0 ? null : instant;
}

/** An instant as a `datetime-local` field takes it, in UTC, to the second. */
export function fieldOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 19);
}
