const minuteMs = 60_000;
/** Times further apart are of no chore: the longest waits a day, a month has 31. */
const furthestMs = 32 * 24 * 60 * minuteMs;

/** The first time after `instant` at which a cron expression (UTC) is due; both epoch ms. @throws Error beyond a month. */
export function nextDue(cron: string, instant: number): number {
  return stepToDue(cron, Math.floor(instant / minuteMs) * minuteMs + minuteMs, minuteMs);
}

/** The last time at or before `instant`. @throws Error beyond a month. */
export function lastDue(cron: string, instant: number): number {
  return stepToDue(cron, Math.floor(instant / minuteMs) * minuteMs, -minuteMs);
}

function stepToDue(cron: string, from: number, step: number): number {
  const fields = fieldsOf(cron);
  for (let at = from; Math.abs(at - from) <= furthestMs; at += step) {
    const date = new Date(at);
    const parts = [
      date.getUTCMinutes(),
      date.getUTCHours(),
      date.getUTCDate(),
      date.getUTCMonth() + 1,
      date.getUTCDay(),
    ];
    if (fields.every((field, index) => field === null || field === parts[index])) return at;
  }
  throw new Error(`the chore's times are more than a month apart: ${cron}`);
}

/** Five fields, each a number or `*` (null): all that our chores are written with. */
function fieldsOf(cron: string): (number | null)[] {
  const fields = cron.split(" ");
  if (fields.length !== 5 || fields.some((field) => !/^(\*|\d+)$/.test(field))) {
    throw new Error(`a chore's times are five fields, each a number or *: ${cron}`);
  }
  return fields.map((field) => (field === "*" ? null : Number(field)));
}
