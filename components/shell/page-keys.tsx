"use client";

import { useLive } from "../live/live-provider.tsx";
import { type ShortcutId, useShortcut } from "../ui/shortcuts.ts";
import { copyLink } from "./copy-link.ts";
import { useScopedAddress } from "./scoped-link.tsx";
import { usePageLinks } from "./visitor.tsx";

/** The keys of every page that belong to no part of it. */
export function PageKeys() {
  const { pause } = useLive();
  useShortcut("pause", pause.toggle);
  useShortcut("share", copyLink);
  return usePageLinks().map(({ href, shortcut }) => <PageKey key={href} href={href} shortcut={shortcut} />);
}

function PageKey({ href, shortcut }: { href: string; shortcut: ShortcutId }) {
  const address = useScopedAddress();
  useShortcut(shortcut, () => window.location.assign(address(href)));
  return null;
}
