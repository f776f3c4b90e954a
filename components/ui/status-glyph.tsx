import type { ReactNode } from "react";
import { cn } from "./cn.ts";

const shapes = {
  critical: <path d="M3.5 1h5L11 3.5v5L8.5 11h-5L1 8.5v-5z" fill="currentColor" />,
  error: (
    <path d="M6 10.8.6 1.2h10.8z" fill="currentColor" stroke="currentColor" strokeWidth=".8" strokeLinejoin="round" />
  ),
  warning: (
    <path d="M6 1.2 11.4 10.8H.6z" fill="currentColor" stroke="currentColor" strokeWidth=".8" strokeLinejoin="round" />
  ),
  ok: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  info: <path d="M6 .8 11.2 6 6 11.2.8 6z" fill="currentColor" />,
  unknown: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  loading: (
    <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.2 2.2" />
  ),
  disconnected: (
    <g fill="none" stroke="currentColor" strokeWidth="1.4">
      <circle cx="6" cy="6" r="4.2" />
      <path d="M2.8 9.2 9.2 2.8" />
    </g>
  ),
  paused: <path d="M3 2h2v8H3zM7 2h2v8H7z" fill="currentColor" />,
  partial: (
    <g>
      <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M6 1.8a4.2 4.2 0 0 1 0 8.4z" fill="currentColor" />
    </g>
  ),
  done: (
    <path
      d="m2 6.4 2.7 2.8L10 3"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
} satisfies Record<string, ReactNode>;

export type Status = keyof typeof shapes;

/** The colour that goes with each shape; it is never the only sign. */
export const statusColour: Record<Status, string> = {
  critical: "text-critical",
  error: "text-critical",
  warning: "text-warning",
  ok: "text-ok",
  info: "text-info",
  unknown: "text-unknown",
  loading: "text-unknown",
  disconnected: "text-critical",
  paused: "text-primary",
  partial: "text-warning",
  done: "text-ok",
};

/** The one mark for a status. With `label` it speaks for itself; without, a word must stand beside it. */
export function StatusGlyph({
  status,
  label,
  size = 12,
  className,
}: {
  status: Status;
  label?: string;
  size?: number;
  className?: string;
}) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 12 12"
      className={cn("inline-block flex-none", statusColour[status], className)}
      role="img"
      aria-hidden={label ? undefined : true}
      aria-label={label}
    >
      {shapes[status]}
    </svg>
  );
}
