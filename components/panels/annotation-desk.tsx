"use client";

import dynamic from "next/dynamic";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { WrittenAnnotation } from "../../server/annotations/contract.ts";
import type { Filter } from "../../server/counting/series/contract.ts";
import { AnnotatingContext } from "../charts/annotating.ts";
import { useLive } from "../live/live-provider.tsx";
import { useMay, useVisitor } from "../shell/visitor.tsx";
import { useShortcut } from "../ui/shortcuts.ts";

const AnnotationDialog = dynamic(() => import("./annotation-dialog.tsx").then((all) => all.AnnotationDialog), {
  ssr: false,
});

/** What is being written: a new one of a time, or a known one. */
export type Draft = { at: number; filter: Filter } | { known: WrittenAnnotation };

interface Desk {
  /** Begins an annotation at the time that a cursor is on, else now; null for those who write none. */
  annotate: (() => void) | null;
  /** The filter that new ones of this page begin with. */
  propose(filter: Filter): void;
}
const DeskContext = createContext<Desk>({ annotate: null, propose: () => {} });

/** Where the annotations of a page are written: by key at a chart's cursor, by press, or from the mark of a known one. */
export function AnnotationDesk({ children }: { children: ReactNode }) {
  const { clock } = useLive();
  const mayWrite = useMay("annotations.write");
  const mayChange = useMay("annotations.change");
  const mayChangeAny = useMay("people.manage");
  const { personId: myId } = useVisitor();
  const [draft, setDraft] = useState<Draft | null>(null);
  // By plot, the one whose cursor moved last at the end.
  const pointed = useRef(new Map<string, number>());
  const proposed = useRef<Filter>({});
  const charts = useMemo(
    () => ({
      point(plot: string, at: number | null) {
        pointed.current.delete(plot);
        if (at !== null) pointed.current.set(plot, at);
      },
      change(known: WrittenAnnotation) {
        const may = mayChange && (mayChangeAny || known.authorId === myId);
        return may ? () => setDraft({ known }) : null;
      },
    }),
    [mayChange, mayChangeAny, myId],
  );
  const desk = useMemo<Desk>(() => {
    const annotate = () => {
      const at = [...pointed.current.values()].at(-1) ?? clock.now();
      setDraft({ at: Math.floor(at / 1_000) * 1_000, filter: proposed.current });
    };
    return {
      annotate: mayWrite ? annotate : null,
      propose: (filter) => {
        proposed.current = filter;
      },
    };
  }, [clock, mayWrite]);
  useShortcut(mayWrite ? "annotate" : null, () => desk.annotate?.());
  return (
    <AnnotatingContext value={charts}>
      <DeskContext value={desk}>{children}</DeskContext>
      {draft ? <AnnotationDialog draft={draft} onClose={() => setDraft(null)} /> : null}
    </AnnotatingContext>
  );
}

/** Begins an annotation; null for those who write none. */
export function useAnnotate(): (() => void) | null {
  return useContext(DeskContext).annotate;
}

/** New annotations of this page begin with a filter while it shows it. */
export function useProposedFilter(filter: Filter): void {
  const { propose } = useContext(DeskContext);
  useEffect(() => {
    propose(filter);
    return () => propose({});
  }, [propose, filter]);
}
