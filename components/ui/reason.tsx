import { type ReactNode, useId } from "react";
import { cn } from "./cn.ts";

/** A few words that open their reason: by press, Enter or Space; Escape or a press elsewhere closes it. */
export function Reason({ label, className, children }: { label: ReactNode; className?: string; children: ReactNode }) {
  const id = useId();
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        className={cn("inline-flex items-center whitespace-nowrap hover:underline", className)}
      >
        {label}
      </button>
      <div
        id={id}
        popover="auto"
        className="reason w-80 max-w-[calc(100vw-16px)] rounded-md border border-border-strong bg-popover p-3 text-sm text-foreground shadow-floating"
      >
        {children}
      </div>
    </>
  );
}
