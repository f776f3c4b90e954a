"use client";

import { X } from "lucide-react";
import { useSyncExternalStore } from "react";

const storageKey = "demo-guide";
const changed = "watchfloor:demo-guide";

/** Whether the guide is shown: until it is put away in this browser. */
export function useGuideShown(): [boolean, (shown: boolean) => void] {
  const shown = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(storageKey) !== "away",
    () => false,
  );
  return [
    shown,
    (next) => {
      if (next) localStorage.removeItem(storageKey);
      else localStorage.setItem(storageKey, "away");
      window.dispatchEvent(new Event(changed));
    },
  ];
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(changed, listener);
  return () => window.removeEventListener(changed, listener);
}

const ways = [
  { words: "A spam wave, by country", href: "/explore?category=other_violation_tc&by=country&range=7d" },
  {
    words: "After an attack: what moved",
    href: "/explore?keyword_class=terrorism&by=subject&range=7d&compare=last_week",
  },
  { words: "A region that fell silent", href: "/explore?country=BR&by=source&range=7d" },
  { words: "A flood of registrations", href: "/growth?range=90d" },
  { words: "Alerts in every state", href: "/alerts" },
  { words: "Telegram's own days since 2023", href: "/explore?subject=channel&by=keyword_class&range=all" },
];

/** What a newcomer presses next; it covers nothing for good and goes away for good. */
export function DemoGuide({ onDismiss }: { onDismiss: () => void }) {
  return (
    <nav
      aria-label="What to press next"
      data-testid="demo-guide"
      className="flex min-h-9 items-center gap-x-4 border-b border-border pl-4 max-md:min-h-12"
    >
      <div className="flex min-w-0 grow items-center gap-x-4 overflow-x-auto overflow-y-hidden whitespace-nowrap">
        <b className="flex-none font-medium">What to press next</b>
        {ways.map(({ words, href }) => (
          <a
            key={href}
            href={href}
            className="inline-flex min-h-6 flex-none items-center text-primary hover:underline max-md:min-h-11"
          >
            {words}
          </a>
        ))}
        <span className="flex-none text-secondary-foreground">
          <Key name="?" /> all keys, <Key name="Ctrl K" /> anything, <Key name="p" /> pause
        </span>
      </div>
      <button
        type="button"
        onClick={onDismiss}
        aria-label="Put away what to press next"
        className="grid size-8 flex-none place-items-center text-secondary-foreground hover:bg-secondary max-md:size-11"
      >
        <X size={14} aria-hidden />
      </button>
    </nav>
  );
}

function Key({ name }: { name: string }) {
  return <kbd className="rounded-xs border border-border-strong px-1 font-sans text-xs">{name}</kbd>;
}
