import type { Category, None, Subject } from "../counting/contract.ts";
import type { LiveGrain } from "./contract.ts";
import type { Room } from "./room.ts";
import { type LiveRow, type Shelf, shelfOf, shelvesOf } from "./view.ts";

/** The open rooms, by name and by what they show: a changed row asks the index and never walks over all rooms. */
export interface Rooms {
  get(name: string): Room | undefined;
  /** Visits each room whose view the row belongs to, once. */
  visit(row: LiveRow, visit: (room: Room) => void): void;
  /** Rooms that show users in total: one figure, which no rows of the cube sum up to. */
  ofTotals(): ReadonlySet<Room>;
  /** Whether a room that sums up rows of this grain is open. */
  anyOf(grain: LiveGrain): boolean;
  all(): Iterable<Room>;
  size(): number;
  add(room: Room): void;
  remove(room: Room): void;
}

const every = "*";
type Filtered<Value> = Value | None | typeof every;
/** Category of the filter → subject of the filter → rooms. */
type Filters = Map<Filtered<Category>, Map<Filtered<Subject>, Set<Room>>>;

export function createRooms(): Rooms {
  const byName = new Map<string, Room>();
  const ofTotals = new Set<Room>();
  const index: Record<LiveGrain, Map<Shelf, Filters>> = { "10s": new Map(), minute: new Map() };
  const ofGrain: Record<LiveGrain, number> = { "10s": 0, minute: 0 };

  function visitCategory(filters: Filters, category: Filtered<Category>, row: LiveRow, visit: (room: Room) => void) {
    const bySubject = filters.get(category);
    if (bySubject === undefined) return;
    bySubject.get(every)?.forEach(visit);
    bySubject.get(row.subject)?.forEach(visit);
  }

  return {
    get: (name) => byName.get(name),
    visit(row, visit) {
      for (const shelf of shelvesOf(row)) {
        const filters = index[row.grain].get(shelf);
        if (filters === undefined) continue;
        visitCategory(filters, every, row, visit);
        visitCategory(filters, row.category, row, visit);
      }
    },
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
      const { grain, filter } = room.view;
      ofGrain[grain]++;
      const filters = held(index[grain], shelfOf(room.view), () => new Map());
      const bySubject = held(filters, filter.category ?? every, () => new Map());
      held(bySubject, filter.subject ?? every, () => new Set()).add(room);
    },
    remove(room) {
      if (!byName.delete(room.name) || ofTotals.delete(room)) return;
      const { grain, filter } = room.view;
      ofGrain[grain]--;
      // Emptied maps stay: there are no more of them than filters that the contract can name.
      const filters = index[grain].get(shelfOf(room.view));
      filters
        ?.get(filter.category ?? every)
        ?.get(filter.subject ?? every)
        ?.delete(room);
    },
  };
}

function held<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
