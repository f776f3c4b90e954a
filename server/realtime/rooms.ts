import type { LiveLayer, LiveRow } from "../counting/contract.ts";
import type { Dimension } from "../counting/series/contract.ts";
import { layerOf } from "./contract.ts";
import type { Room } from "./room.ts";
import { conditionsOf, dimensionValue, shelfOf } from "./view.ts";

/** The open rooms, by name and by what they show: a changed row asks the index and never walks over all rooms. */
export interface Rooms {
  get(name: string): Room | undefined;
  /** Visits each room whose view the row belongs to, once. */
  visit(row: LiveRow, visit: (room: Room) => void): void;
  /** Rooms that show users in total: one figure, which no rows of the cube sum up to. */
  ofTotals(): ReadonlySet<Room>;
  /** Whether a room that sums up rows of this layer is open. */
  anyOf(layer: LiveLayer): boolean;
  all(): Iterable<Room>;
  size(): number;
  add(room: Room): void;
  remove(room: Room): void;
}

/** Rooms whose views have conditions on the same dimensions, by the values that those ask for. */
interface Drawer {
  dimensions: readonly Dimension[];
  rooms: Map<string, Set<Room>>;
}

export function createRooms(): Rooms {
  const byName = new Map<string, Room>();
  const ofTotals = new Set<Room>();
  /** By layer and kind, then by the dimensions of the conditions: a row looks once into each drawer of its shelf. */
  const shelves = new Map<string, Map<string, Drawer>>();
  const ofLayer = new Map<LiveLayer, number>();

  /** Where a room stands; null for one of users in total. */
  function placeOf({ view }: Room) {
    const shelf = shelfOf(view);
    const layer = layerOf(view);
    if (shelf === null || layer === null) return null;
    const conditions = conditionsOf(view);
    const named = conditions.map(([by]) => by);
    return { shelf, layer, named, drawer: named.join(), values: conditions.map(([, value]) => value).join("|") };
  }

  return {
    get: (name) => byName.get(name),
    visit(row, visit) {
      const drawers = shelves.get(`${row.layer} ${row.kind}`);
      if (drawers === undefined) return;
      for (const { dimensions, rooms } of drawers.values()) {
        let values = "";
        for (const by of dimensions) values += values === "" ? dimensionValue(row, by) : `|${dimensionValue(row, by)}`;
        rooms.get(values)?.forEach(visit);
      }
    },
    ofTotals: () => ofTotals,
    anyOf: (layer) => (ofLayer.get(layer) ?? 0) > 0,
    all: () => byName.values(),
    size: () => byName.size,
    add(room) {
      byName.set(room.name, room);
      const place = placeOf(room);
      if (place === null) {
        ofTotals.add(room);
        return;
      }
      ofLayer.set(place.layer, (ofLayer.get(place.layer) ?? 0) + 1);
      const drawers = held(shelves, place.shelf, () => new Map<string, Drawer>());
      const drawer = held(drawers, place.drawer, () => ({ dimensions: place.named, rooms: new Map() }));
      held(drawer.rooms, place.values, () => new Set()).add(room);
    },
    remove(room) {
      if (!byName.delete(room.name) || ofTotals.delete(room)) return;
      const place = placeOf(room);
      if (place === null) return;
      ofLayer.set(place.layer, (ofLayer.get(place.layer) ?? 0) - 1);
      const drawers = shelves.get(place.shelf);
      const drawer = drawers?.get(place.drawer);
      const rooms = drawer?.rooms.get(place.values);
      rooms?.delete(room);
      // Filters that nobody holds any more must not be looked for with every row.
      if (rooms?.size === 0) drawer?.rooms.delete(place.values);
      if (drawer?.rooms.size === 0) drawers?.delete(place.drawer);
    },
  };
}

function held<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
