"use client";

import { useSearchParams } from "next/navigation";
import type { ComponentProps } from "react";

const kept = ["range", "compare", "zone"];

/** The address of another page with the range, comparison and zone of this one. */
export function useScopedAddress(): (href: string) => string {
  const here = useSearchParams();
  return (href) => {
    const scope = new URLSearchParams(kept.flatMap((name) => (here.has(name) ? [[name, here.get(name) ?? ""]] : [])));
    return scope.size === 0 ? href : `${href}?${scope}`;
  };
}

export function ScopedLink({ href, ...props }: ComponentProps<"a"> & { href: string }) {
  const address = useScopedAddress();
  return <a href={address(href)} {...props} />;
}
