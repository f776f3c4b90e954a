"use client";

import { Command } from "cmdk";
import { useTheme } from "next-themes";
import { useState } from "react";
import type { Comparison } from "../../server/counting/series/contract.ts";
import { addressOfView } from "../../server/views/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { usePaused } from "../live/use-connection.ts";
import { useAnnotate } from "../panels/annotation-desk.tsx";
import { useViews } from "../panels/use-views.ts";
import { Dialog } from "../ui/dialog.tsx";
import { type ShortcutId, shortcuts } from "../ui/shortcuts.ts";
import { copyLink } from "./copy-link.ts";
import { useScopedAddress } from "./scoped-link.tsx";
import { allRanges, comparisonNames, ranges, useComparison, useRange, useZoneChoice } from "./use-scope.ts";
import { usePageLinks } from "./visitor.tsx";

interface Choice {
  group: string;
  name: string;
  shortcut?: ShortcutId;
  run: () => void;
}

/** Everything that can be reached or set, found by typing. */
export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const choices = useChoices(onHelp);
  const [typed, setTyped] = useState("");
  const groups = [...new Set(choices.map(({ group }) => group))];
  return (
    <Dialog title="Search or jump" onClose={onClose}>
      <Command label="Search or jump" className="mt-3" loop>
        <Command.Input
          autoFocus
          value={typed}
          onValueChange={setTyped}
          placeholder="A page, a range, a zone, a theme …"
          className="h-10 w-full rounded-sm border border-input bg-background px-3 text-base max-md:h-11"
        />
        <Command.List className="mt-2 max-h-[50dvh] overflow-y-auto">
          <Command.Empty className="px-2 py-3 text-secondary-foreground">Nothing of that name.</Command.Empty>
          {groups.map((group) => (
            <Command.Group
              key={group}
              heading={group}
              className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-muted-foreground"
            >
              {choices
                .filter((choice) => choice.group === group)
                .map(({ name, shortcut, run }) => (
                  <Command.Item
                    key={name}
                    value={`${group} ${name}`}
                    onSelect={() => {
                      onClose();
                      run();
                    }}
                    className="flex h-8 items-center justify-between gap-2 rounded-sm px-2 data-[selected=true]:bg-accent max-md:h-11"
                  >
                    <span className="truncate">{name}</span>
                    {shortcut ? (
                      <span className="text-sm text-muted-foreground">{shortcuts[shortcut].keys[0]}</span>
                    ) : null}
                  </Command.Item>
                ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  );
}

function useChoices(onHelp: () => void): Choice[] {
  const { pause } = useLive();
  const paused = usePaused() !== null;
  const address = useScopedAddress();
  const [, setRange] = useRange(allRanges, "24h");
  const [, setComparison] = useComparison(null);
  const [, setZone] = useZoneChoice();
  const { setTheme } = useTheme();
  const pageLinks = usePageLinks();
  const annotate = useAnnotate();
  const views = useViews() ?? [];
  const go = (href: string) => () => window.location.assign(address(href));
  return [
    ...pageLinks.map(({ href, name, shortcut }) => ({ group: "Pages", name, shortcut, run: go(href) })),
    { group: "Pages", name: "API", run: () => window.location.assign("/developers") },
    { group: "This page", name: paused ? "Go on" : "Pause", shortcut: "pause", run: pause.toggle },
    { group: "This page", name: "Copy a link to what is shown", shortcut: "share", run: copyLink },
    ...(annotate ? [{ group: "This page", name: "Annotate", shortcut: "annotate" as const, run: annotate }] : []),
    { group: "This page", name: "Keys", shortcut: "help", run: onHelp },
    ...views.map((view) => ({
      group: "Views",
      name: view.own ? view.name : `${view.name}, ${view.owner}`,
      run: () => window.location.assign(addressOfView(view)),
    })),
    ...allRanges.map((range) => ({ group: "Range", name: ranges[range].name, run: () => setRange(range) })),
    ...(Object.keys(comparisonNames) as Comparison[]).map((comparison) => ({
      group: "Compare with",
      name: comparisonNames[comparison].name,
      run: () => setComparison(comparison),
    })),
    { group: "Compare with", name: "Nothing", run: () => setComparison(null) },
    { group: "Time zone", name: "UTC", run: () => void setZone("utc") },
    { group: "Time zone", name: "Local", run: () => void setZone("local") },
    { group: "Theme", name: "Dark", run: () => setTheme("dark") },
    { group: "Theme", name: "Light", run: () => setTheme("light") },
    { group: "Theme", name: "As the system", run: () => setTheme("system") },
  ];
}
