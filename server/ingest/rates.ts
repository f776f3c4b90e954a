import { hash } from "node:crypto";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { createAddressSlots } from "../kernel/address.ts";
import { Refusal } from "../kernel/refusal.ts";

export interface RateSettings {
  keyRequestsPerSecond: number;
  keyRequestsPerMinute: number;
  /** Requests without a valid key, by address. */
  anonymousRequestsPerMinute: number;
}

/** Keys that were valid a moment ago and pass whatever else their address sends. */
const rememberedKeys = 10_000;
const rememberedMs = 60_000;

/** How often the machine doors let in a key, and an address that shows none. Memory is bounded: fixed slots of addresses. */
export function createRates(settings: RateSettings) {
  const second = new RateLimiterMemory({ points: settings.keyRequestsPerSecond, duration: 1 });
  const minute = new RateLimiterMemory({ points: settings.keyRequestsPerMinute, duration: 60 });
  const anonymous = new RateLimiterMemory({ points: settings.anonymousRequestsPerMinute, duration: 60 });
  const slotOf = createAddressSlots();
  const valid = new Map<string, number>();

  return {
    /** @throws Refusal `too_many` when the address used up its requests without a key, unless this key was valid lately. */
    async admitAddress(address: string, authorization: string | undefined): Promise<void> {
      const used = await anonymous.get(slotOf(address));
      if (!used || used.consumedPoints < settings.anonymousRequestsPerMinute) return;
      // A sender with an old key must not lock out its neighbours behind the same address.
      const until = authorization === undefined ? undefined : valid.get(hash("sha256", authorization));
      if (until === undefined || until < performance.now()) throw tooMany(used.msBeforeNext);
    },
    /** A request of the address came without a valid key. */
    async countAnonymous(address: string): Promise<void> {
      await anonymous.penalty(slotOf(address));
    },
    rememberValid(authorization: string): void {
      const digest = hash("sha256", authorization);
      valid.delete(digest);
      valid.set(digest, performance.now() + rememberedMs);
      const [oldest] = valid.keys();
      if (valid.size > rememberedKeys && oldest !== undefined) valid.delete(oldest);
    },
    /** The headers that say how many requests the key has left. @throws Refusal `too_many` with the time to wait. */
    async admitKey(keyId: string): Promise<Record<string, string>> {
      await consume(second, keyId);
      const { remainingPoints } = await consume(minute, keyId);
      return {
        "x-ratelimit-limit": String(settings.keyRequestsPerMinute),
        "x-ratelimit-remaining": String(remainingPoints),
      };
    },
  };
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key);
  } catch (error) {
    throw error instanceof RateLimiterRes ? tooMany(error.msBeforeNext) : error;
  }
}

/** Whole seconds, so that whoever waits as told is let in. */
export function tooMany(waitMs: number): Refusal {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  const wait = seconds === 1 ? "a second" : `${seconds} seconds`;
  return new Refusal("too_many", `Limit reached: wait ${wait} and send this again.`, undefined, seconds);
}
