import type { IntakeDoor } from "../counting/contract.ts";
import type { Counting } from "../counting/counting.ts";
import type { Clock } from "../kernel/clock.ts";
import type { SourceActor } from "./machine-door.ts";

/** Puts a request that was refused unread on its source's record, as one item with the reason and nothing of its body. */
export function unreadRecorder(context: { counting: Pick<Counting, "submit">; clock: Clock }, door: IntakeDoor) {
  return ({ sourceId, keyId }: SourceActor, reason: string): Promise<unknown> =>
    context.counting.submit({
      source: { id: sourceId, keyId },
      door,
      receivedAt: context.clock.now(),
      events: [],
      gauges: [],
      rejections: [{ field: "body", reason, id: null }],
    });
}
