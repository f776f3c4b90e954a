"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useShortcut } from "../ui/shortcuts.ts";

const Palette = dynamic(() => import("./palette.tsx").then(({ Palette }) => Palette), { ssr: false });
const Help = dynamic(() => import("./help.tsx").then(({ Help }) => Help), { ssr: false });

/** The way to everything by typing, and the help; both are loaded when they are first asked for. */
export function JumpButton() {
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  useShortcut("palette", () => setOpen("palette"));
  useShortcut("help", () => setOpen("help"));
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen("palette")}
        aria-keyshortcuts="Control+K"
        className="flex h-7 items-center gap-2 rounded-sm border border-input px-2 text-sm text-muted-foreground hover:bg-secondary max-xl:w-8 max-xl:justify-center max-md:size-10"
      >
        <Search size={14} aria-hidden />
        <span className="max-xl:sr-only">Search or jump</span>
        <kbd className="rounded-xs border border-border-strong px-1 font-sans text-xs max-xl:hidden">Ctrl K</kbd>
      </button>
      {open === "palette" ? <Palette onClose={() => setOpen(null)} onHelp={() => setOpen("help")} /> : null}
      {open === "help" ? <Help onClose={() => setOpen(null)} /> : null}
    </>
  );
}
