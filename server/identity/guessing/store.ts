import { type Kysely, sql } from "kysely";

type Query = Kysely<Record<never, never>>;

/** One more guess in the key's window, which begins with the first; how many there are, and when the window ends. */
export async function addGuess(
  query: Query,
  key: Buffer,
  { at, windowMs }: { at: number; windowMs: number },
): Promise<{ count: number; windowEnds: number }> {
  const [now, ends] = [new Date(at), new Date(at + windowMs)];
  const { rows } = await sql<{ count: number; window_ends: Date }>`
    insert into guess_count (key, count, window_ends) values (${key}, 1, ${ends})
    on conflict (key) do update set
      count = case when guess_count.window_ends <= ${now} then 1 else guess_count.count + 1 end,
      window_ends = case when guess_count.window_ends <= ${now} then excluded.window_ends else guess_count.window_ends end
    returning count, window_ends`.execute(query);
  return { count: rows[0]?.count ?? 1, windowEnds: rows[0]?.window_ends.getTime() ?? at + windowMs };
}

export async function takeGuessBack(query: Query, key: Buffer): Promise<void> {
  await sql`update guess_count set count = count - 1 where key = ${key} and count > 0`.execute(query);
}

/** Forgets windows that have ended, a few at a time. */
export async function deleteEndedGuesses(query: Query, at: number): Promise<void> {
  await sql`
    delete from guess_count where key in (
      select key from guess_count where window_ends <= ${new Date(at)} order by window_ends limit 100
      for update skip locked)`.execute(query);
}
