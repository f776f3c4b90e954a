import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

const button = cva(
  "inline-flex items-center justify-center gap-2 rounded-sm border font-medium whitespace-nowrap transition-colors disabled:opacity-60 disabled:cursor-default",
  {
    variants: {
      variant: {
        outline: "border-input text-foreground enabled:hover:bg-secondary",
        primary: "border-primary bg-primary text-primary-foreground enabled:hover:opacity-90",
        danger: "border-critical text-critical enabled:hover:bg-critical-soft",
        quiet: "border-transparent text-secondary-foreground enabled:hover:bg-secondary",
      },
      size: {
        small: "h-7 px-2.5 text-sm max-md:h-11",
        normal: "h-8 px-3 text-base max-md:h-11",
        large: "h-11 w-full px-4 text-lg",
      },
    },
    defaultVariants: { variant: "outline", size: "normal" },
  },
);

/** A press that does something. One primary a screen. */
export function Button({
  className,
  variant,
  size,
  asChild = false,
  ...props
}: ComponentProps<"button"> & VariantProps<typeof button> & { asChild?: boolean }) {
  const Element = asChild ? Slot.Root : "button";
  return (
    <Element type={asChild ? undefined : "button"} className={cn(button({ variant, size }), className)} {...props} />
  );
}
