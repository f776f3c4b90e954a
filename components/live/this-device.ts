import { hasWorkers, startWorker } from "./worker.ts";

/** What a subscription of this browser says to the server. */
export interface DeviceSubscription {
  /** As the server calls the device: SHA-256 of its address, base64url. */
  id: string;
  endpoint: string;
  keys: { p256dh: string; auth: string };
  /** Ours that it was made with, base64url. */
  applicationKey: string;
}

/** Why a browser cannot notify, in words for its person; null where it can. */
export function whyNoPush(): string | null {
  if (!hasWorkers()) return "This browser notifies only over HTTPS. Ask whoever runs the server for such an address.";
  if (!("PushManager" in window) || !("Notification" in window)) {
    return "This browser cannot notify. On an iPhone add Watchfloor to the home screen and open it from there.";
  }
  if (Notification.permission === "denied") {
    return "This browser was told not to notify. Allow notifications of this site in its settings, then reload.";
  }
  return null;
}

/** The subscription of this browser; null where there is none. */
export async function readSubscription(): Promise<DeviceSubscription | null> {
  if (whyNoPush() !== null || Notification.permission !== "granted") return null;
  const registration = await navigator.serviceWorker.getRegistration("/alerts");
  const subscription = await registration?.pushManager.getSubscription();
  return subscription ? describe(subscription) : null;
}

/** Asks the person, then the browser's push service. An older subscription with another key gives way. @throws in words */
export async function subscribeHere(applicationKey: string): Promise<DeviceSubscription> {
  if ((await Notification.requestPermission()) !== "granted") {
    throw new Error("The browser was not allowed to notify. Allow it and try again.");
  }
  const { pushManager } = await startWorker();
  const before = await pushManager.getSubscription();
  if (before && (await describe(before)).applicationKey !== applicationKey) await before.unsubscribe();
  const options = { userVisibleOnly: true, applicationServerKey: applicationKey };
  const subscription = await pushManager.subscribe(options).catch(() => {
    throw new Error("The browser's push service did not answer. Check the connection and try again.");
  });
  return describe(subscription);
}

export async function unsubscribeHere(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration("/alerts");
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

async function describe(subscription: PushSubscription): Promise<DeviceSubscription> {
  const { endpoint, keys } = subscription.toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new Error("The browser gave no address to notify it at.");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  const key = subscription.options.applicationServerKey ?? new ArrayBuffer(0);
  return {
    ...{ id: base64url(digest), endpoint, applicationKey: base64url(key) },
    keys: { p256dh: keys.p256dh, auth: keys.auth },
  };
}

const base64url = (bytes: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** "Chrome on Android": for a person who has several. */
export function deviceName(userAgent: string): string {
  const of = (names: readonly [RegExp, string][]) => names.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = of([
    [/Edg/, "Edge"],
    [/Firefox|FxiOS/, "Firefox"],
    [/SamsungBrowser/, "Samsung Internet"],
    [/Chrome|CriOS/, "Chrome"],
    [/Safari/, "Safari"],
  ]);
  const system = of([
    [/Android/, "Android"],
    [/iPhone|iPad/, "iOS"],
    [/Windows/, "Windows"],
    [/Mac OS/, "macOS"],
    [/Linux|CrOS/, "Linux"],
  ]);
  return `${browser ?? "Browser"} on ${system ?? "this device"}`;
}
