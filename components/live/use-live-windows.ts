"use client";

import { replaceEqualDeep } from "@tanstack/react-query";
import { type RefObject, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { bucketOf } from "../../server/kernel/grains.ts";
import type { View } from "../../server/realtime/contract.ts";
import type { Live } from "./live.ts";
import { useLive } from "./live-provider.tsx";
import type { Job } from "./pacer.ts";
import { type RoomView, viewKey } from "./rooms.ts";

/** Rooms as they stood at one instant: everything drawn from them is drawn as of `at`, server time in epoch ms. */
export interface LiveWindows {
  rooms: readonly RoomView[];
  at: number;
}

type Pace = "frame" | "chart" | "second";

/** What is made of rooms, and the rooms that it was last made of. */
export interface LiveFigure<T> {
  figure: T;
  windows: LiveWindows;
}

/**
 * Text and tiles: what `make` makes of the rooms with the next painted frame, and each second, since ages grow; by the
 * second alone where nobody would see it sooner. Whoever asks is drawn again only when it is another figure.
 */
export function useLiveFigure<T>(
  views: readonly View[],
  make: (windows: LiveWindows) => T,
  pace: "frame" | "second" = "frame",
): LiveFigure<T> {
  const store = useStore(views, pace);
  const made = useRef<(LiveFigure<T> & { make: typeof make }) | null>(null);
  const look = () => {
    const windows = store.read();
    const before = made.current;
    if (before?.windows === windows && before.make === make) return before;
    // Parts that equal those of before are the very same objects, and so is the whole.
    const now = { windows, make, figure: replaceEqualDeep(before?.figure, make(windows)) };
    made.current = now;
    return now;
  };
  const read = () => look().figure;
  const figure = useSyncExternalStore(store.subscribe, read, read);
  return { figure, windows: look().windows };
}

/** Charts: commits by the pacer's rule, and only while `element` is in view. */
export function useLiveChart(views: readonly View[], element: RefObject<Element | null>): LiveWindows {
  const live = useLive();
  const store = useStore(views, "chart");
  useEffect(() => {
    const watched = element.current;
    if (!watched) return;
    const observer = new IntersectionObserver(([entry]) => {
      store.job.visible = entry?.isIntersecting ?? true;
      live.charts.wake();
    });
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element, live, store]);
  return useSyncExternalStore(store.subscribe, store.read, store.read);
}

function useStore(views: readonly View[], pace: Pace): WindowsStore {
  const live = useLive();
  const key = views.map(viewKey).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the views, whose array is new each time
  return useMemo(() => createWindowsStore(live, views, pace), [live, key, pace]);
}

interface WindowsStore {
  subscribe(listener: () => void): () => void;
  read(): LiveWindows;
  job: Job;
}

function createWindowsStore(live: Live, views: readonly View[], pace: Pace): WindowsStore {
  const pacer = pace === "chart" ? live.charts : live.frames;
  const look = (at: number): LiveWindows => {
    const pausedAt = live.pause.read();
    const read = pausedAt === null ? live.rooms.read : live.rooms.readStill;
    const rooms = views.map((view) => ({ ...read(view), pausedAt }));
    return { rooms, at: pausedAt ?? at };
  };
  let shown = look(live.seconds.read());
  let listener = () => {};
  const job: Job = {
    visible: true,
    commit() {
      shown = look(live.clock.now());
      listener();
    },
  };
  const mark = () => {
    // While it stands still only a window that has nothing to show yet may fill.
    const still = live.pause.read() !== null && shown.rooms.every(({ window }) => window.position !== null);
    if (!still) pacer.mark(job);
  };
  const stopOrGoOn = () => {
    pacer.drop(job);
    job.commit();
  };
  const markBySecond = () => {
    const now = live.seconds.read();
    // What is drawn grows old without a frame: a chart whose line is lost must say so with the next second.
    const lost = shown.rooms.some(({ synced }) => !synced);
    if (pace !== "chart" || lost || bucketOf(now, "10s") !== bucketOf(shown.at, "10s")) mark();
  };
  return {
    job,
    read: () => shown,
    subscribe(told) {
      listener = told;
      const ends = [
        live.seconds.subscribe(markBySecond),
        live.pause.subscribe(stopOrGoOn),
        ...views.map((view) => live.rooms.hold(view)),
        ...(pace === "second" ? [] : views.map((view) => live.rooms.subscribe(view, mark))),
      ];
      mark();
      return () => {
        pacer.drop(job);
        for (const end of ends) end();
      };
    },
  };
}
