import type { Frame } from "./contract.ts";
import type { Hub } from "./hub.ts";
import type { LiveServer, Member } from "./member.ts";

/** Sends to those who keep up, and sees to those who do not. */
export interface Delivery {
  /** One frame to its room, encoded once. Who is slow is skipped; the gap makes that browser join again. */
  frame(frame: Frame): void;
  /** Once a second: the time to those who got no frame since; what was skipped to those who keep up again; who stays slow is ended. */
  beat(serverTime: number): void;
  skipped(): number;
}

/** Between two signs of life lie less than two of these: the browser takes a line for dead after 3.5 s. */
const tickAfterMs = 1_000;

export function createDelivery(options: {
  io: LiveServer;
  hub: Pick<Hub, "snapshot">;
  members: ReadonlyMap<string, Member>;
  slowMs: number;
  elapsed: () => number;
  endSlow: (member: Member) => void;
}): Delivery {
  const { io, hub, members, slowMs, elapsed, endSlow } = options;
  let skipped = 0;

  /**
   * A room that fell quiet sends no frame that would show the gap. So its whole window goes out under the number of its
   * last frame: it is complete where that follows on what the browser holds, and a gap where it does not.
   */
  function catchUp(member: Member): void {
    for (const room of member.missed) {
      if (member.isSlow()) return;
      const frame = hub.snapshot(room);
      if (frame !== null) member.socket.emit("frame", frame);
      member.missed.delete(room);
    }
  }

  return {
    frame(frame) {
      const slow: string[] = [];
      const now = elapsed();
      let listening = 0;
      for (const id of io.sockets.adapter.rooms.get(frame.room) ?? []) {
        const member = members.get(id);
        if (member === undefined) continue;
        if (member.isSlow()) {
          slow.push(id);
          member.missed.add(frame.room);
          skipped++;
        } else {
          listening++;
          member.toldAt = now;
          member.missed.delete(frame.room);
        }
      }
      if (listening > 0) io.to(frame.room).except(slow).emit("frame", frame);
    },
    beat(serverTime) {
      // A frame says the time, too: who got one needs no tick, which for a busy page is most of what it would be sent.
      const spared: string[] = [];
      const now = elapsed();
      for (const [id, member] of members) {
        if (!member.isSlow()) {
          member.slowSince = null;
          catchUp(member);
          if (now - member.toldAt < tickAfterMs) spared.push(id);
        } else {
          spared.push(id);
          member.slowSince ??= now;
          if (now - member.slowSince >= slowMs) endSlow(member);
        }
      }
      if (spared.length < members.size) io.except(spared).emit("tick", { serverTime });
    },
    skipped: () => skipped,
  };
}
