"use client";

import { useContext } from "react";
import { AnnotatingContext } from "./annotating.ts";
import { kindLooks } from "./annotation-kinds.ts";
import type { PlotMark } from "./plot-marks.ts";

/** A mark in full: its shape, its words, where it leads, and for those who may, the way to change it. */
export function MarkNote({ mark }: { mark: PlotMark }) {
  const { Icon } = kindLooks[mark.kind];
  const { change } = useContext(AnnotatingContext);
  const act = mark.written && change(mark.written);
  const press = "inline-flex min-h-6 items-center text-primary hover:underline max-md:min-h-11";
  return (
    <div className="mt-1 flex items-start gap-1.5 border-t border-border pt-1 whitespace-normal text-secondary-foreground">
      <Icon size={12} className="mt-0.5 flex-none" aria-hidden />
      <div className="min-w-0 grow break-words">
        {mark.words}
        {mark.link || act ? (
          <span className="flex gap-4">
            {mark.link ? (
              <a href={mark.link} className={press}>
                Open what it is about
              </a>
            ) : null}
            {act ? (
              <button type="button" onClick={act} className={press}>
                Change
              </button>
            ) : null}
          </span>
        ) : null}
      </div>
    </div>
  );
}
