// The phone's half of a page: shows it, acknowledges it, keeps the alert's screen for a broken line. Served as it stands:
// plain JavaScript, without a build, at the root so that it may stand before /alerts.

/** The screens of alerts, and what they are drawn with. Emptied at the sign-out. */
const shellName = "watchfloor-shell-1";
/** What a person did while the line was broken, each an entry of its own. */
const waitingName = "watchfloor-waiting-1";
const pagesKept = 10;
/** A page that is kept does not wait longer for a line of two bars. */
const patienceMs = 4_000;
const answerMs = 8_000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const ours = [shellName, waitingName];
  const drop = async () => {
    for (const name of await caches.keys()) if (!ours.includes(name)) await caches.delete(name);
  };
  event.waitUntil(drop());
});

self.addEventListener("push", (event) => event.waitUntil(show(readMessage(event.data))));
self.addEventListener("notificationclick", (event) => {
  const { notification, action } = event;
  notification.close();
  const message = notification.data;
  event.waitUntil(action === "acknowledge" && message.acknowledge ? acknowledge(message) : open(message.path));
});
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event.oldSubscription)));
self.addEventListener("sync", (event) => event.waitUntil(flush()));
self.addEventListener("message", (event) => {
  const entry = readEntry(event.data);
  event.waitUntil(entry ? queue(entry) : flush());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && isScreen(pathname)) event.respondWith(screen(request, pathname));
  else if (pathname.startsWith("/_next/static/")) event.respondWith(asset(request));
});

// ---- pages

/** What came with the push; a browser wants to see something shown whatever came. */
function readMessage(data) {
  try {
    const message = data.json();
    if (typeof message.title === "string" && typeof message.deliveryId === "string") return message;
  } catch {
    // Said below in general words.
  }
  const path = "/alerts";
  return { deliveryId: "page", title: "You are called", body: "Open the inbox.", path, acknowledge: null, shown: null };
}

async function show(message) {
  const acknowledging = message.acknowledge ? [{ action: "acknowledge", title: "Acknowledge" }] : [];
  await self.registration.showNotification(message.title, {
    ...look(message),
    body: message.body,
    renotify: true,
    vibrate: [300, 100, 300, 100, 600],
    actions: [...acknowledging, { action: "open", title: "Open" }],
  });
  await Promise.allSettled([report(message), keep(message.path), flush()]);
}

/** The tag is the delivery's: a repeat replaces. */
const look = (message) => ({
  tag: message.deliveryId,
  data: message,
  icon: "/icons/icon-192.png",
  badge: "/icons/badge-96.png",
  requireInteraction: true,
});

/** Without this receipt somebody else is called. */
async function report({ shown }) {
  if (!shown) return;
  for (const pause of [0, 2_000, 5_000]) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const answer = await post("/page/shown", { token: shown }).catch(() => null);
    if (answer && answer.status < 500) return;
  }
}

/** What became of a press, by its delivery: another round than its own may have sent it. */
const pressed = new Map();

/** What became of the press stands where the page stood. */
async function acknowledge(message) {
  const { acknowledge: token, number, deliveryId } = message;
  await queue({ kind: "page", token, number, deliveryId });
  const mine = pressed.get(deliveryId);
  pressed.delete(deliveryId);
  const [title, body] = !mine
    ? [`${number}: not acknowledged yet`, "No line. It is sent when there is one; others are called meanwhile."]
    : mine.ok
      ? [`${number} is yours`, "Acknowledged. Nobody else is called."]
      : [`${number} was not acknowledged by you`, mine.words];
  const actions = [{ action: "open", title: "Open" }];
  await self.registration.showNotification(title, { ...look(message), body, silent: true, actions });
}

async function open(path) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((one) => new URL(one.url).pathname === path);
  return there ? there.focus() : self.clients.openWindow(path);
}

/** A browser took its address back: the person is reached at the new one under the same name. */
async function renew(old) {
  if (!old) return;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(old.endpoint));
  const replaces = btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  const { applicationServerKey } = old.options;
  const { endpoint, keys } = (
    await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  ).toJSON();
  await post("/api/trpc/push.subscribe", { endpoint, keys, label: "This device", replaces });
}

// ---- what waits for the line

/** Nothing else is ever kept for later: what is decided on old facts is decided again. */
const requests = {
  page: ({ token }) => ["/page/acknowledge", { token }],
  acknowledge: ({ alertId }) => ["/api/trpc/alerts.acknowledge", { alertId }],
  note: ({ alertId, note }) => ["/api/trpc/alerts.note", { alertId, note }],
};

/** What one of our pages hands over: an acknowledgement or a note. */
function readEntry(data) {
  const { kind, personId, alertId, number, note } = data ?? {};
  if ([personId, alertId, number].some((one) => typeof one !== "string")) return null;
  if (kind === "acknowledge") return { kind, personId, alertId, number };
  return kind === "note" && typeof note === "string" ? { kind, personId, alertId, number, note } : null;
}

async function queue(entry) {
  const waiting = await caches.open(waitingName);
  const at = Date.now();
  // By time, so that they are sent in the order in which they were done.
  await waiting.put(`/waiting/${at}-${crypto.randomUUID()}`, json({ ...entry, at }));
  await flush();
  await self.registration.sync?.register("waiting").catch(() => {});
}

/** Sends what waits, one process at a time, and tells the pages what still does and what became of the rest. */
function flush() {
  return navigator.locks.request("watchfloor-waiting", async () => {
    const waiting = await caches.open(waitingName);
    const keys = (await waiting.keys()).sort((one, other) => (one.url < other.url ? -1 : 1));
    const settled = [];
    const left = [];
    let open = true;
    for (const key of keys) {
      const entry = await (await waiting.match(key)).json();
      const outcome = open ? await attempt(entry, () => waiting.put(key, json({ ...entry, tried: true }))) : null;
      open = outcome !== null;
      if (outcome === null) left.push(entry);
      else {
        await waiting.delete(key);
        if (entry.deliveryId) pressed.set(entry.deliveryId, outcome);
        settled.push({ ...entry, ...outcome });
      }
    }
    const shown = ({ kind, alertId, number, at, note, ok, words }) => ({ kind, alertId, number, at, note, ok, words });
    for (const window of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
      window.postMessage({ waiting: left.map(shown), settled: settled.map(shown) });
    }
  });
}

/** What the server said; null while it says nothing, or asks to sign in first. */
async function attempt(entry, markTried) {
  try {
    const who = entry.personId === undefined ? undefined : await whoIsHere();
    if (who === null) return null;
    if (who !== entry.personId) return { ok: false, words: "Somebody else is signed in on this device now." };
    if (entry.kind === "note" && entry.tried && (await isNoted(entry))) return { ok: true };
    await markTried();
    const answer = await post(...requests[entry.kind](entry));
    if (answer.ok) return { ok: true };
    if (answer.status === 401 || answer.status === 429 || answer.status >= 500) return null;
    const said = await answer.json().catch(() => ({}));
    return { ok: false, words: said.detail ?? said.error?.message ?? `The server answered ${answer.status}.` };
  } catch {
    return null;
  }
}

/** Who is signed in; null for nobody, or while the server says nothing. */
async function whoIsHere() {
  const answer = await ask("/api/trpc/session.me");
  return answer.ok ? (await answer.json()).result.data.personId : null;
}

/** Whether a note whose answer was lost had come. */
async function isNoted({ alertId, note }) {
  const input = encodeURIComponent(JSON.stringify({ alertId }));
  const answer = await ask(`/api/trpc/alerts.read?input=${input}`);
  const { timeline } = (await answer.json()).result.data;
  return timeline.some(({ kind, detail }) => kind === "noted" && detail.note === note.trim());
}

// On a line of two bars an answer may never come: what waits behind it must not wait for ever.
const ask = (path) => fetch(path, { signal: AbortSignal.timeout(answerMs) });

function post(path, body) {
  const headers = { "content-type": "application/json" };
  return fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(answerMs) });
}

const json = (value) => new Response(JSON.stringify(value), { headers: { "content-type": "application/json" } });

// ---- the screen of an alert

const isScreen = (path) => /^\/alerts(\/A-\d+)?$/.test(path);

/** As the server draws it; as it was kept where the line is too slow or broken. */
async function screen(request, path) {
  const shell = await caches.open(shellName);
  const kept = await shell.match(path);
  const fresh = fetch(request).then(async (answer) => {
    if (isDrawn(answer)) await keepAnswer(shell, path, answer.clone());
    // Whoever is signed out here leaves no screen behind.
    else if (answer.type === "opaqueredirect" || answer.redirected) await caches.delete(shellName);
    return answer;
  });
  if (!kept) return fresh.catch(() => noLine());
  const patience = new Promise((resolve) => setTimeout(() => resolve(kept), patienceMs));
  return Promise.race([fresh.catch(() => kept), patience]);
}

const isDrawn = (answer) => answer.ok && !answer.redirected && answer.type === "basic";

async function asset(request) {
  const shell = await caches.open(shellName);
  try {
    const answer = await fetch(request);
    if (answer.ok) await shell.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await shell.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

/** Draws a screen ahead, so that it opens at once and without a line. */
async function keep(path) {
  if (!isScreen(path)) return;
  const answer = await fetch(path);
  if (!isDrawn(answer)) return;
  const shell = await caches.open(shellName);
  const text = await answer.clone().text();
  await keepAnswer(shell, path, answer);
  const named = new Set(text.match(/\/_next\/static\/[\w./~%-]+/g) ?? []);
  for (const one of named) if (!(await shell.match(one))) await shell.add(one).catch(() => {});
}

async function keepAnswer(shell, path, answer) {
  await shell.delete(path);
  await shell.put(path, answer);
  const pages = (await shell.keys()).filter(({ url }) => isScreen(new URL(url).pathname));
  for (const page of pages.slice(0, -pagesKept)) await shell.delete(page);
}

function noLine() {
  const text =
    "Watchfloor cannot be reached, and this page was not kept on this device. Try again when the line is back.";
  const headers = { "content-type": "text/plain; charset=utf-8", "content-security-policy": "default-src 'none'" };
  return new Response(text, { status: 503, headers });
}
