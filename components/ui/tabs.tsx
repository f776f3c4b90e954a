"use client";

import { Tabs as Primitive } from "radix-ui";
import type { ReactNode } from "react";

/** One of a few views of the same thing. Arrow keys move between them, one tab stop; only the open one is drawn. */
export function Tabs<T extends string>({
  label,
  value,
  options,
  onChange,
  children,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: ReactNode }[];
  onChange: (value: T) => void;
  children: ReactNode;
}) {
  return (
    <Primitive.Root
      value={value}
      onValueChange={(chosen) => {
        const option = options.find((each) => each.value === chosen);
        if (option) onChange(option.value);
      }}
    >
      <Primitive.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-border px-3">
        {options.map((option) => (
          <Primitive.Trigger
            key={option.value}
            value={option.value}
            className="-mb-px h-9 border-b-2 border-transparent px-2 font-medium whitespace-nowrap text-secondary-foreground outline-offset-[-2px] hover:text-foreground data-[state=active]:border-primary data-[state=active]:text-foreground max-md:h-11"
          >
            {option.label}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      <Primitive.Content value={value} className="outline-offset-[-2px]">
        {children}
      </Primitive.Content>
    </Primitive.Root>
  );
}
