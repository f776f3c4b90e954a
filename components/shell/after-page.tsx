"use client";

import dynamic from "next/dynamic";
import { useMay } from "./visitor.tsx";

// What every page has and no figure waits for: it comes after the page.
const Calls = dynamic(() => import("../panels/page-notices.tsx").then(({ PageNotices }) => PageNotices), {
  ssr: false,
});
const Shift = dynamic(() => import("./shift-notices.tsx").then(({ ShiftNotices }) => ShiftNotices), { ssr: false });
export const OnCallNow = dynamic(() => import("./on-call-now.tsx").then(({ OnCallNow }) => OnCallNow), { ssr: false });

/** What shows a person that they are called, for those who may be. */
export function PageNotices() {
  return useMay("alerts.read") ? <Calls /> : null;
}

/** What whoever is on call has to hear on every page. */
export function ShiftNotices() {
  return useMay("alerts.act") ? <Shift /> : null;
}
