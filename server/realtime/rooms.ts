import type { LiveGrain } from "./contract.ts";
import type { Room } from "./room.ts";
import { addressOf } from "./view.ts";

/** The open rooms, by name and by address: a changed row asks the index for its rooms and never walks over all. */
export interface Rooms {
  get(name: string): Room | undefined;
  /** Rooms whose view stands at this address of the index. */
  at(address: string): Iterable<Room>;
  /** Rooms that show users in total: one figure, which no rows of the cube sum up to. */
  ofTotals(): ReadonlySet<Room>;
  /** Whether a room that sums up rows of this grain is open. */
  anyOf(grain: LiveGrain): boolean;
  all(): Iterable<Room>;
  size(): number;
  add(room: Room): void;
  remove(room: Room): void;
}

const nothing: readonly Room[] = [];

export function createRooms(): Rooms {
  const byName = new Map<string, Room>();
  const byAddress = new Map<string, Set<Room>>();
  const ofTotals = new Set<Room>();
  const ofGrain: Record<LiveGrain, number> = { "10s": 0, minute: 0 };

  return {
    get: (name) => byName.get(name),
    at: (address) => byAddress.get(address) ?? nothing,
    ofTotals: () => ofTotals,
    anyOf: (grain) => ofGrain[grain] > 0,
    all: () => byName.values(),
    size: () => byName.size,
    add(room) {
      byName.set(room.name, room);
      if (room.view.measure === "total_users") {
        ofTotals.add(room);
        return;
      }
      ofGrain[room.view.grain]++;
      const address = addressOf(room.view);
      byAddress.set(address, (byAddress.get(address) ?? new Set()).add(room));
    },
    remove(room) {
      if (!byName.delete(room.name) || ofTotals.delete(room)) return;
      ofGrain[room.view.grain]--;
      const address = addressOf(room.view);
      const neighbours = byAddress.get(address);
      neighbours?.delete(room);
      if (neighbours?.size === 0) byAddress.delete(address);
    },
  };
}
