const space = "\u00A0";
const units = ["B", "kB", "MB", "GB", "TB"] as const;

/** A size in powers of 1,000, three digits at most: 1536 → "1.54 kB". A shrinking one has a true minus. */
export function bytesText(bytes: number): string {
  let scaled = Math.abs(bytes);
  let step = 0;
  while (step < units.length - 1 && Number(scaled.toPrecision(3)) >= 1_000) {
    scaled /= 1_000;
    step += 1;
  }
  const figure = step === 0 ? String(Math.round(scaled)) : Number(scaled.toPrecision(3)).toString();
  return `${bytes < 0 && figure !== "0" ? "\u2212" : ""}${figure}${space}${units[step]}`;
}
