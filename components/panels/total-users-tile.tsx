"use client";

import { memo } from "react";
import type { Kind } from "../../server/counting/contract.ts";
import type { TotalUsers } from "../../server/growth/growth.ts";
import { asWritten, livenessOf, type Missing } from "../live/liveness.ts";
import { useLiveFigure } from "../live/use-live-windows.ts";
import { totalUsers } from "../live/views.ts";
import { useZone } from "../shell/use-scope.ts";
import { duration } from "../ui/format-duration.ts";
import { compactText, fullNumber } from "../ui/format-number.ts";
import { hourAndMinute, weekdayAndDay, type Zone } from "../ui/format-time.ts";
import { ChangeLine } from "./rate-tile.tsx";
import { Tile } from "./tile.tsx";
import { earlierDay } from "./use-earlier.ts";
import { measuredUsers, useMeasurement } from "./use-measured-users.ts";
import { useMissing } from "./use-missing.ts";
import { type UsersShape, useUsersShape } from "./use-users-shape.ts";

const kinds: readonly Kind[] = ["accounts_created", "accounts_deleted"];

/** Total users: the newest measurement with sign-ups and deletions since, as the words say. */
export function TotalUsersTile() {
  const zone = useZone();
  const measurement = useMeasurement();
  const shape = useUsersShape();
  const missing = useMissing(kinds);
  return <LiveUsers zone={zone} measurement={measurement} missing={missing} {...shape} />;
}

/** What moves with every frame, apart from what is asked for. */
const LiveUsers = memo(function LiveUsers({
  zone,
  measurement,
  missing,
  totals,
  before,
  shift,
}: UsersShape & { zone: Zone; measurement: TotalUsers | undefined; missing: Missing | null }) {
  const { figure, windows } = useLiveFigure([totalUsers], (now) => ({
    users: measuredUsers(now, measurement, zone),
    liveness: asWritten(livenessOf(now.rooms, now.at, 0)),
    day: earlierDay(shift, now.at, zone),
  }));
  const { users, liveness, day } = figure;
  const { total } = users;
  // A figure that changes only when somebody signs up is not late because nobody did: only the line can age it.
  const shown = total !== null && "newest" in liveness ? { state: "live" as const, age: null } : liveness;
  const compared = before && total !== null ? { change: total - before.total, ...before } : null;
  const then = compared
    ? `${fullNumber(compared.total)} at ${hourAndMinute(compared.at, zone)} ${zone.label} on ${weekdayAndDay(compared.at, zone)}`
    : null;
  return (
    <Tile
      id="total-users"
      label="Total users"
      aside="measured + net since"
      liveness={shown}
      value={total}
      digits={5}
      words={words()}
      long={[users.long, then].filter((one) => one !== null).join("; ") || undefined}
      missing={missing}
      bound="either"
      asOf={windows.rooms[0]?.window.asOf ?? null}
      // The last point is the figure itself; those before it are as the server last summed them.
      spark={total === null ? undefined : [...totals.slice(0, -1), total]}
      stock
      foot={compared === null ? null : <p className="mt-1 text-sm text-muted-foreground md:hidden">{users.words}</p>}
    />
  );

  function words() {
    if (shown.state === "disconnected") return `${duration(shown.age)} old`;
    if (shown.state === "forbidden") return shown.reason;
    return (
      <span className="flex flex-wrap justify-between gap-x-2">
        <span>{compared ? <ChangeLine words={changeWords(compared.change)} day={day} /> : users.words}</span>
        <span className="text-muted-foreground">{users.since}</span>
      </span>
    );
  }
});

function changeWords(change: number): string {
  if (change === 0) return "same as";
  return `${change > 0 ? "+" : ""}${compactText(change)}`;
}
