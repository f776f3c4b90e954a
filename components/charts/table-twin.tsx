"use client";

import dynamic from "next/dynamic";

export interface TwinColumn {
  key: string;
  name: string;
  /** Written with its sign: a change. */
  signed?: boolean;
}
export interface TwinRow {
  /** Start of the bucket, epoch ms; where rows are no buckets, their place in the alphabet. */
  bucket: number;
  /** How the bucket is written: "14:32:00". */
  label: string;
  /** 0 was counted; null is not known, and sorts below it. */
  values: Readonly<Record<string, number | null>>;
  /** What else is to be said of the bucket: the chart shows a mark there. */
  note?: string;
}

/** The same figures as the chart, as a real table; it comes when it is first asked for. */
export const TableTwin = dynamic(() => import("./figure-table.tsx").then((table) => table.FigureTable), { ssr: false });
