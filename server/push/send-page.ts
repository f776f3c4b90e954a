import webpush from "web-push";
import type { Page, Sent } from "../alerts/delivery/contract.ts";
import type { PushMessage } from "./contract.ts";
import type { PushContext } from "./push.ts";
import { sentenceOf } from "./record-subscription.ts";
import { askedToWait, keptForSeconds, messageOf, tokenForMs, topicOf } from "./rules.ts";
import { forgetSubscription, markAccepted, readSubscriptions, type Subscription } from "./store.ts";

type Answer = Sent | { outcome: "gone" };

/**
 * Sends a page to every device of its person, encrypted for each (RFC 8291). One that took it is enough; what its push
 * service says is gone is forgotten.
 */
export async function sendPage(context: PushContext, page: Page, signal: AbortSignal): Promise<Sent> {
  const { query } = context.database;
  const person = (await context.readStandings(query)).find(({ id }) => id === page.personId);
  if (person?.state !== "active") return { outcome: "failed", why: "they are suspended or gone" };
  const devices = await readSubscriptions(query, page.personId, context.keys.publicKey);
  const message = compose(context, page);
  const answers = await Promise.all(
    devices.map(async (device) => ({ device, answer: await sendTo(context, device, page, message, signal) })),
  );
  const of = (outcome: Answer["outcome"]) => answers.filter(({ answer }) => answer.outcome === outcome);
  for (const { device } of of("gone")) await forgetSubscription(query, device);
  const took = of("accepted").map(({ device }) => device.deviceId);
  if (took.length > 0) {
    await markAccepted(query, took, context.clock.now());
    return { outcome: "accepted" };
  }
  return verdict(answers.map(({ answer }) => answer));
}

/** None took it: later one may, where one said so. */
function verdict(answers: readonly Answer[]): Sent {
  const [again] = answers.flatMap((answer) => (answer.outcome === "retry" ? [answer] : []));
  if (again) return again;
  const [refused] = answers.flatMap((answer) => (answer.outcome === "failed" ? [answer] : []));
  return refused ?? { outcome: "failed", why: "no device is subscribed" };
}

function compose({ tokens, clock }: PushContext, page: Page): string {
  const at = clock.now();
  const { deliveryId, personId } = page;
  const alertId = page.kind === "alert" ? (page.alert?.id ?? null) : null;
  const grant = { deliveryId, personId, alertId, until: at + tokenForMs };
  const message: PushMessage = {
    deliveryId,
    ...messageOf(page, at),
    acknowledge: alertId === null ? null : tokens.sign({ ...grant, use: "acknowledge" }),
    shown: tokens.sign({ ...grant, use: "shown" }),
  };
  return JSON.stringify(message);
}

async function sendTo(
  { keys, subject, outbound, clock }: PushContext,
  { endpoint, p256dh, auth }: Subscription,
  page: Page,
  message: string,
  signal: AbortSignal,
): Promise<Answer> {
  const urgent = page.kind === "test" || page.alert?.severity === "critical" || page.alert?.severity === "error";
  const request = webpush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, message, {
    vapidDetails: { subject, ...keys },
    TTL: keptForSeconds,
    urgency: urgent ? "high" : "normal",
    topic: topicOf(page.deliveryId),
  });
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  try {
    const body = request.body ?? new Uint8Array();
    const { status, retryAfter } = await outbound.post({ url: endpoint, headers, body, signal });
    return readAnswer(status, askedToWait(retryAfter, clock.now()));
  } catch (fault) {
    const refused = fault instanceof Error && "kind" in fault && fault.kind === "refused";
    return { outcome: refused ? "failed" : "retry", why: `push service: ${sentenceOf(fault)}` };
  }
}

/** RFC 8030: any 2xx is taken; 404 and 410 mean that the subscription has ended. */
function readAnswer(status: number, afterMs: number | undefined): Answer {
  if (status >= 200 && status < 300) return { outcome: "accepted" };
  if (status === 404 || status === 410) return { outcome: "gone" };
  const why = `the push service answered ${status}`;
  if (status !== 429 && status < 500) return { outcome: "failed", why };
  return { outcome: "retry", why, ...(afterMs === undefined ? {} : { afterMs }) };
}
