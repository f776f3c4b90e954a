"use client";

type Toast = typeof import("sonner")["toast"];

/** Says something at the edge of the page. What shows it comes after the page, and is there before anyone can act. */
export function withToast(say: (toast: Toast) => unknown): void {
  void import("sonner").then(({ toast }) => say(toast));
}
