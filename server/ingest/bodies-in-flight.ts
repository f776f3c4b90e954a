import { Refusal } from "../kernel/refusal.ts";
import { limits } from "./limits.ts";

/** What one request holds of the memory for bodies. */
export interface HeldBody {
  /** @throws Refusal `too_many` when its key holds its share, `unavailable` when all keys together hold all. */
  take(bytes: number): void;
  release(): void;
}

/** Counts the bytes of bodies that are being read or stored: what they are made into is held until they are answered. */
export function createBodiesInFlight(): (keyId: string) => HeldBody {
  const byKey = new Map<string, number>();
  let all = 0;

  return (keyId) => {
    let held = 0;
    return {
      take(bytes) {
        const ofKey = (byKey.get(keyId) ?? 0) + bytes;
        if (ofKey > limits.bytesInFlightAKey) {
          throw new Refusal("too_many", "This key sends too much at once: wait for answers before more.", undefined, 1);
        }
        if (all + bytes > limits.bytesInFlight) {
          throw new Refusal("unavailable", "Too much is being sent at this moment; send this again later.");
        }
        byKey.set(keyId, ofKey);
        all += bytes;
        held += bytes;
      },
      release() {
        const left = (byKey.get(keyId) ?? 0) - held;
        if (left > 0) byKey.set(keyId, left);
        else byKey.delete(keyId);
        all -= held;
        held = 0;
      },
    };
  };
}
