"use client";

import dynamic from "next/dynamic";
import { useMay } from "../shell/visitor.tsx";

const PageNotices = dynamic(() => import("./page-notices.tsx").then(({ PageNotices }) => PageNotices), { ssr: false });

/** What shows a person that they are called; it comes after the page, and for those who may be called. */
export function PageCallsGate() {
  return useMay("alerts.read") ? <PageNotices /> : null;
}
