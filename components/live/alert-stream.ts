import type { Alert, AlertEvent, Inbox } from "../../server/alerts/contract.ts";
import type { Line } from "./connection.ts";
import { createEventStream, type EventStream, type Wire } from "./event-stream.ts";

export type AlertStream = EventStream<Alert>;

const answerMs = 5_000;

const wire: Wire<Alert, AlertEvent> = {
  listen: (socket, onEvent) => void socket.on("alerts:event", onEvent),
  unlisten: (socket, onEvent) => void socket.off("alerts:event", onEvent),
  follow: (socket, after, answer) => void socket.timeout(answerMs).emit("alerts:follow", { after }, answer),
  itemOf: ({ alert }) => alert,
};

/** The alerts of an inbox, kept fresh by the stream of what happens to them. */
export function createAlertStream(line: Line, { cursor, alerts }: Inbox): AlertStream {
  return createEventStream(line, wire, { cursor, items: alerts });
}
