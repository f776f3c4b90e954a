"use client";

import dynamic from "next/dynamic";
import { memo, useRef } from "react";
import type { TimeToAcknowledge } from "../../server/hotline/contract.ts";
import { duration } from "../ui/format-duration.ts";
import { useWidth } from "./use-width.ts";

const AcknowledgeDots = dynamic(() => import("./acknowledge-dots.tsx").then((charts) => charts.AcknowledgeDots), {
  ssr: false,
});

/** Time to acknowledge by the hour of receipt: the usual one and the longest, against what was agreed. */
export const DotAcknowledge = memo(function DotAcknowledge({
  times,
  height,
  muted,
}: {
  times: TimeToAcknowledge;
  height: number;
  muted: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  return (
    <figure aria-label="Time to acknowledge by hour of receipt" className="m-0">
      <figcaption className="sr-only">{acknowledgeSentence(times)}</figcaption>
      <div ref={box} style={{ height }} aria-hidden="true">
        {width > 0 ? <AcknowledgeDots times={times} width={width} height={height} muted={muted} /> : null}
      </div>
    </figure>
  );
});

/** "Acknowledged in 38 s (p50), 2 m 04 s (p95), of 12": over the last 24 UTC hours. */
export function acknowledgeSentence({ cases, p50, p95 }: TimeToAcknowledge): string {
  if (cases === 0 || p50 === null || p95 === null) return "None acknowledged in the last 24 hours";
  return `Acknowledged in ${duration(p50)} (p50), ${duration(p95)} (p95), of ${cases}`;
}
