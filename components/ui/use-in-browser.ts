"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** False while the page is only drawn, by the server, and deaf: true from when it hears what is pressed. */
export function useInBrowser(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
