import fc from "fast-check";

/**
 * How many inputs a door is fuzzed with (FUZZ_INPUTS, 30,000 where it is not given) and from which seed (FUZZ_SEED, a
 * random one where it is not given). Both are printed always: the same two numbers bring the same inputs again.
 */
export function fuzzing(name: string): { inputs: number; seed: number } {
  const inputs = fuzzInputs();
  const seed = wholeNumber("FUZZ_SEED") ?? Math.floor(Math.random() * 0x7fff_ffff);
  console.info(`fuzz: ${name}: FUZZ_INPUTS=${inputs} FUZZ_SEED=${seed}`);
  return { inputs, seed };
}

/** How long the fuzzing of one door may take: with more inputs, longer. */
export const fuzzTimeout = { timeout: Math.max(120_000, fuzzInputs() * 4) };

/**
 * Holds `check` against as many inputs as `fuzzing` says, `atOnce` of them at the same time, as senders do.
 * @throws what the first failing check throws, with its input: inputs are not shrunk, as the server keeps what it took.
 */
export async function fuzz<Input>(
  { inputs, seed }: { inputs: number; seed: number },
  arbitrary: fc.Arbitrary<Input>,
  atOnce: number,
  check: (input: Input) => Promise<void>,
): Promise<void> {
  for (let done = 0; done < inputs; done += atOnce) {
    const numRuns = Math.min(atOnce, inputs - done);
    await Promise.all(
      fc.sample(arbitrary, { numRuns, seed: (seed + done) | 0 }).map((input) =>
        check(input).catch((error: unknown) => {
          throw new Error(`fuzz input ${shown(input)}: ${error instanceof Error ? error.message : error}`, {
            cause: error,
          });
        }),
      ),
    );
  }
}

const shown = (input: unknown) => fc.stringify(input).slice(0, 2_000);

function fuzzInputs(): number {
  return wholeNumber("FUZZ_INPUTS") ?? 30_000;
}

function wholeNumber(name: string): number | undefined {
  const given = process.env[name];
  if (given === undefined || given === "") return undefined;
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} must be a whole number, not ${given}`);
  return value;
}
