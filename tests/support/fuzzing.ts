/**
 * How many inputs a door is fuzzed with (FUZZ_INPUTS, 30,000 where it is not given) and from which seed (FUZZ_SEED, a
 * random one where it is not given). Both are printed always: the same two numbers bring the same inputs again.
 */
export function fuzzing(name: string): { inputs: number; seed: number } {
  const inputs = wholeNumber("FUZZ_INPUTS") ?? 30_000;
  const seed = wholeNumber("FUZZ_SEED") ?? Math.floor(Math.random() * 0x7fff_ffff);
  console.info(`fuzz: ${name}: FUZZ_INPUTS=${inputs} FUZZ_SEED=${seed}`);
  return { inputs, seed };
}

function wholeNumber(name: string): number | undefined {
  const given = process.env[name];
  if (given === undefined || given === "") return undefined;
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} must be a whole number, not ${given}`);
  return value;
}
