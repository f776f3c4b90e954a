"use client";

import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { cn } from "./cn.ts";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "./dropdown-menu.tsx";
import { type ShortcutId, useShortcut } from "./shortcuts.ts";

/** One of several, as a word that opens a menu: "Range Last 6 h". */
export function Pick<T extends string>({
  label,
  value,
  options,
  onChange,
  shortcut,
  framed = false,
  startOpen = false,
  onClose,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string; shown?: string }[];
  onChange: (value: T) => void;
  /** The key that opens it. */
  shortcut?: ShortcutId;
  /** With a border, for a row of presses. */
  framed?: boolean;
  startOpen?: boolean;
  /** It was closed, with or without a choice. */
  onClose?: () => void;
}) {
  const [open, setOpen] = useState(startOpen);
  useShortcut(shortcut ?? null, () => setOpen(true));
  const chosen = options.find((option) => option.value === value);
  return (
    <DropdownMenu
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) onClose?.();
      }}
    >
      <DropdownMenuTrigger
        className={cn(
          "inline-flex h-7 items-center gap-1.5 rounded-sm px-2 text-base whitespace-nowrap hover:bg-secondary max-md:h-10",
          framed && "border border-input",
        )}
      >
        <span className={cn("text-muted-foreground", !framed && "max-md:sr-only")}>{label}</span>{" "}
        <span className="max-w-48 truncate font-medium">{chosen?.shown ?? chosen?.label ?? "—"}</span>
        <ChevronDown size={12} className="text-muted-foreground" aria-hidden />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="max-h-[min(480px,70dvh)] overflow-y-auto">
        <DropdownMenuRadioGroup
          value={value}
          onValueChange={(next) => {
            const option = options.find((each) => each.value === next);
            if (option) onChange(option.value);
          }}
        >
          {options.map((option) => (
            <DropdownMenuRadioItem key={option.value} value={option.value}>
              {option.label}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
