const space = "\u00A0";
const minus = "\u2212";
const units = ["", "k", "M", "bn"] as const;

/** A compact figure and its unit, so that the unit can be set smaller: 3342 → 3.34 and k. */
export interface CompactNumber {
  figure: string;
  unit: (typeof units)[number];
}

/** All digits, grouped by a no-break space: 4231806 → "4 231 806". A minus is a true minus. */
export function fullNumber(value: number): string {
  const digits = Math.abs(Math.round(value)).toString();
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, space);
  return value < 0 && digits !== "0" ? `${minus}${grouped}` : grouped;
}

/** "6.3": a ratio below 10 needs its first decimal; null for larger ones and for whole numbers, which do not. */
export function smallRatio(value: number): string | null {
  return Number.isInteger(value) || Math.abs(value) >= 10 ? null : value.toFixed(1);
}

/** Like fullNumber, with the sign always written: "+12 345". Zero has none. */
export function signedNumber(value: number): string {
  return Math.round(value) > 0 ? `+${fullNumber(value)}` : fullNumber(value);
}

/**
 * At least 1,000 is shortened to `significant` digits, all of them written so that the width does not jump:
 * 999 → 999, 1000 → 1.00 k, 999999 → 1.00 M. Never more digits than there are.
 */
export function compactNumber(value: number, significant = 3): CompactNumber {
  const rounded = Math.round(value);
  if (Math.abs(rounded) < 1_000) return { figure: fullNumber(rounded), unit: "" };
  let step = 0;
  let scaled = Math.abs(rounded);
  while (step < units.length - 1 && Number(scaled.toPrecision(significant)) >= 1_000) {
    scaled /= 1_000;
    step += 1;
  }
  const whole = Math.floor(Number(scaled.toPrecision(significant))).toString().length;
  const figure = scaled.toFixed(Math.max(0, significant - whole));
  return { figure: rounded < 0 ? `${minus}${figure}` : figure, unit: units[step] ?? "" };
}

/** compactNumber in one piece: "3.34 k". */
export function compactText(value: number, significant = 3): string {
  const { figure, unit } = compactNumber(value, significant);
  return unit ? `${figure}${space}${unit}` : figure;
}

/** A figure beside the end of a line, six letters at most: all digits up to 9 999, then three that matter. */
export function labelNumber(value: number): string {
  return Math.abs(Math.round(value)) < 10_000 ? fullNumber(value) : compactText(value);
}

/** A figure of an axis: as short as it can be without losing a digit that matters: 2000 → "2 k", 2500 → "2.5 k". */
export function axisNumber(value: number, significant = 3): string {
  const { figure, unit } = compactNumber(value, significant);
  const short = figure.includes(".") ? figure.replace(/\.?0+$/, "") : figure;
  return unit ? `${short}${space}${unit}` : short;
}
