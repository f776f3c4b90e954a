import type { Alerts } from "../alerts/alerts.ts";
import type { Sender } from "../alerts/delivery/contract.ts";
import type { Database } from "../database/database.ts";
import type { PersonStanding } from "../identity/people/contract.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Outbound } from "../outbound/outbound.ts";
import { acknowledgePage } from "./acknowledge-page.ts";
import type { Device, OwnDevices, PageAcknowledged } from "./contract.ts";
import { deleteDevice } from "./delete-device.ts";
import { readOwnDevices, tellReach } from "./read-devices.ts";
import { recordReceipt } from "./record-receipt.ts";
import { recordSubscription } from "./record-subscription.ts";
import { derivePushKeys, type PushKeys } from "./rules.ts";
import { sendPage } from "./send-page.ts";
import { createTokens, type Tokens } from "./sign-token.ts";
import type { Query } from "./store.ts";

interface PushSurroundings {
  database: Database;
  clock: Clock;
  alerts: Pick<Alerts, "acknowledge" | "recordShown">;
  /** Push services are named by browsers: what is sent there passes the guard. */
  outbound: Pick<Outbound, "post" | "check">;
  /** Everybody, with their roles and whether they are suspended. */
  readStandings(query: Query): Promise<PersonStanding[]>;
  /** Whom a push service may turn to: mailto: or https: (RFC 8292). */
  subject: string;
}
export interface PushContext extends PushSurroundings {
  keys: PushKeys;
  tokens: Tokens;
}

/** Web Push: devices, pages to them, and what comes back from a notification. Inputs are untrusted. */
export interface Push {
  readOwnDevices(actor: Actor): Promise<OwnDevices>;
  subscribe(actor: Actor, input: unknown): Promise<Pick<Device, "id">>;
  deleteDevice(actor: Actor, input: unknown): Promise<Pick<Device, "id">>;
  /** Whether a page by this channel would reach a device of the person, in a sentence. */
  tellReach(personId: string): Promise<{ reaches: boolean; words: string }>;
  sender: Sender;
  /** Without a session: the token that the notification carries is the right. */
  acknowledgePage(input: unknown): Promise<PageAcknowledged>;
  recordReceipt(input: unknown): Promise<void>;
}

/** `secret`: that of the installation; keys of tokens and towards push services are derived from it. */
export function createPush({ secret, ...surroundings }: PushSurroundings & { secret: string }): Push {
  const context = { ...surroundings, keys: derivePushKeys(secret), tokens: createTokens(secret) };
  return {
    readOwnDevices: (actor) => readOwnDevices(context, actor),
    subscribe: (actor, input) => recordSubscription(context, actor, input),
    deleteDevice: (actor, input) => deleteDevice(context, actor, input),
    tellReach: (personId) => tellReach(context, personId),
    sender: { channel: "push", send: (page, signal) => sendPage(context, page, signal) },
    acknowledgePage: (input) => acknowledgePage(context, input),
    recordReceipt: (input) => recordReceipt(context, input),
  };
}
