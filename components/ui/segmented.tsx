"use client";

import { ToggleGroup } from "radix-ui";
import { cn } from "./cn.ts";

/** One of a few; the chosen one is filled. Arrow keys move inside, one tab stop. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  className,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string; hint?: string }[];
  onChange: (value: T) => void;
  className?: string;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(chosen) => {
        const option = options.find((each) => each.value === chosen);
        if (option) onChange(option.value);
      }}
      className={cn("inline-flex gap-1", className)}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          title={option.hint}
          className="h-7 rounded-sm px-2 text-sm whitespace-nowrap text-secondary-foreground hover:bg-secondary data-[state=on]:bg-accent data-[state=on]:font-medium data-[state=on]:text-foreground max-md:h-9 max-md:px-3"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
