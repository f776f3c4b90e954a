"use client";

import { livenessOf } from "../live/liveness.ts";
import { useLiveWindows } from "../live/use-live-windows.ts";
import { totalUsers } from "../live/views.ts";
import { duration } from "../ui/format-duration.ts";
import { Tile } from "./tile.tsx";
import { useMeasuredUsers } from "./use-measured-users.ts";

/** Total users: the newest measurement with sign-ups and deletions since, as the words say. */
export function TotalUsersTile() {
  const { rooms, at } = useLiveWindows([totalUsers]);
  const users = useMeasuredUsers();
  const room = rooms[0];
  if (!room) return null;
  const liveness = livenessOf(rooms, at, 0);
  const total = room.window.series.get("all")?.get(0)?.value ?? null;
  // A figure that changes only when somebody signs up is not late because nobody did: only the line can age it.
  const shown = total !== null && "newest" in liveness ? { state: "live" as const, age: liveness.age } : liveness;
  return (
    <Tile
      id="total-users"
      label="Total users"
      liveness={shown}
      value={total}
      digits={5}
      words={shown.state === "disconnected" ? `${duration(shown.age)} old` : users.words}
      asOf={room.window.asOf}
      foot={
        <p
          className="mt-2 text-sm text-muted-foreground max-md:hidden xl:absolute xl:right-4 xl:bottom-3 xl:mt-0"
          title={users.long ?? undefined}
        >
          {users.since}
        </p>
      }
    />
  );
}
