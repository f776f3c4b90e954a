"use client";

import { Braces, LogOut, UserRound } from "lucide-react";
import { useTheme } from "next-themes";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import { leave } from "./leave.ts";
import { useScopedAddress } from "./scoped-link.tsx";
import { usePageLinks } from "./visitor.tsx";

/** Who is signed in, how the page looks to them, and the way out. */
export function PersonMenu({ name, roles }: { name: string; roles: readonly string[] }) {
  const { theme, setTheme } = useTheme();
  const address = useScopedAddress();
  const pageLinks = usePageLinks();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={`Menu of ${name}`}
        className="grid size-9 place-items-center rounded-full max-md:size-11"
      >
        <span className="grid size-7 place-items-center rounded-full border border-input text-xs font-semibold text-secondary-foreground">
          {initials(name)}
        </span>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" side="top" className="max-w-80">
        <DropdownMenuLabel className="text-base text-foreground">
          <span className="block truncate font-medium">{name}</span>
          <span className="block text-sm text-muted-foreground">{roles.join(", ") || "no role"}</span>
        </DropdownMenuLabel>
        <DropdownMenuSeparator />
        {pageLinks.map(({ href, name: page, Icon }) => (
          <DropdownMenuItem key={href} className="md:hidden" onSelect={() => window.location.assign(address(href))}>
            <Icon size={16} strokeWidth={1.5} aria-hidden />
            {page}
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator className="md:hidden" />
        <DropdownMenuLabel>Theme</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={theme ?? "dark"} onValueChange={setTheme}>
          <DropdownMenuRadioItem value="dark">Dark</DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="light">Light</DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="system">As the system</DropdownMenuRadioItem>
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => window.location.assign(address("/account"))}>
          <UserRound size={16} strokeWidth={1.5} aria-hidden />
          Your account
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => window.location.assign("/developers")}>
          <Braces size={16} strokeWidth={1.5} aria-hidden />
          API
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => void leave()}>
          <LogOut size={16} strokeWidth={1.5} aria-hidden />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** First letters of the first and the last word. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase() || "?";
}
