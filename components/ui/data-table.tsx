import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

/** A dense table that scrolls in its own box, sideways and down; the head stays. `fixed`: the head sets the widths; `muted`: it was true once. */
export function DataTable({
  caption,
  fixed = false,
  muted = false,
  className,
  children,
  ...props
}: { caption: string; fixed?: boolean; muted?: boolean; children: ReactNode } & ComponentProps<"section">) {
  return (
    <section
      className={cn("overflow-auto outline-offset-[-2px]", className)}
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      {...props}
    >
      <table
        className={cn(
          "w-full border-separate border-spacing-0 text-sm",
          fixed && "table-fixed",
          muted && "text-muted-foreground",
        )}
      >
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </section>
  );
}

/** `end`: figures, aligned right. */
export function HeadCell({ end = false, className, ...props }: ComponentProps<"th"> & { end?: boolean }) {
  return (
    <th
      scope="col"
      className={cn(
        "sticky top-0 z-10 h-8 border-b border-border-strong bg-background px-2 font-normal whitespace-nowrap text-muted-foreground first:pl-4 last:pr-4",
        end ? "text-right" : "text-left",
        className,
      )}
      {...props}
    />
  );
}

export function Cell({ end = false, className, ...props }: ComponentProps<"td"> & { end?: boolean }) {
  return (
    <td
      className={cn(
        "h-7 border-b border-border px-2 whitespace-nowrap first:pl-4 last:pr-4 max-md:h-11",
        end ? "text-right" : "text-left",
        className,
      )}
      {...props}
    />
  );
}
