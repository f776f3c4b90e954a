"use client";

import { useRef, useState } from "react";
import type { HotlineCase } from "../../server/hotline/contract.ts";
import { emptied, insteadOfCases, streamLiveness } from "../live/liveness.ts";
import { useHotlineView, useServerSecond } from "../live/use-connection.ts";
import { HotlineCaseCard } from "./hotline-case-card.tsx";
import { inQueueOrder, isOpen } from "./hotline-words.ts";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import { useAcknowledge } from "./use-acknowledge.ts";

const acknowledgedShown = 3;

/** Open cases by shortest clock, then the last acknowledged ones. Nothing moves while somebody is at the list. */
export function HotlineCases({ mayAct }: { mayAct: boolean }) {
  const view = useHotlineView();
  const now = useServerSecond();
  const acknowledge = useAcknowledge(mayAct);
  const held = useHeldOrder(inQueueOrder(view.cases.values()));
  const open = [...view.cases.values()].filter(isOpen).length;
  const liveness = emptied(streamLiveness(view, now), held.shown.length === 0, "no case");
  return (
    <Panel
      id="hotline"
      title="Hotline cases"
      unit={open === 0 || liveness.state === "forbidden" ? null : `${open} open`}
      liveness={liveness}
      className="pt-1"
    >
      {held.waiting > 0 ? (
        <button
          type="button"
          onClick={held.let}
          className="absolute top-9 left-1/2 z-10 flex h-7 -translate-x-1/2 items-center rounded-full bg-primary px-3 text-sm font-medium text-primary-foreground shadow-floating"
        >
          {held.waiting} new
        </button>
      ) : null}
      <PanelBody
        liveness={insteadOfCases(liveness, held.shown.length === 0)}
        what="Hotline cases"
        height={0}
        empty={
          liveness.state === "disconnected"
            ? "Nobody waited when the line was lost."
            : "Nobody waits. A new case appears here by itself."
        }
      >
        <ul {...held.handlers}>
          {held.shown.map((one) => (
            <HotlineCaseCard key={one.id} one={one} acknowledge={acknowledge} />
          ))}
        </ul>
      </PanelBody>
    </Panel>
  );
}

/** The order of the queue, but held as it is while the pointer or the focus is on the list. */
function useHeldOrder(queue: HotlineCase[]) {
  const [held, setHeld] = useState<readonly string[] | null>(null);
  const busy = useRef({ pointer: false, focus: false });
  const open = queue.filter(isOpen);
  const fresh = [...open, ...queue.filter((one) => !isOpen(one)).slice(0, acknowledgedShown)];
  const byId = new Map(queue.map((one) => [one.id, one]));
  const shown = held === null ? fresh : held.flatMap((id) => byId.get(id) ?? []);
  const order = fresh.map(({ id }) => id);
  const update = () => {
    const { pointer, focus } = busy.current;
    setHeld((before) => (pointer || focus ? (before ?? order) : null));
  };
  return {
    shown,
    waiting: held === null ? 0 : open.filter(({ id }) => !held.includes(id)).length,
    let: () => setHeld(busy.current.pointer || busy.current.focus ? order : null),
    handlers: {
      onPointerEnter: () => {
        busy.current.pointer = true;
        update();
      },
      onPointerLeave: () => {
        busy.current.pointer = false;
        update();
      },
      onFocus: () => {
        busy.current.focus = true;
        update();
      },
      onBlur: () => {
        busy.current.focus = false;
        update();
      },
    },
  };
}
