/** The service worker stands before the screens of alerts and before nothing else of the site. */
const scope = "/alerts";

export const hasWorkers = () => typeof navigator !== "undefined" && "serviceWorker" in navigator;

/** The worker's registration once it works; made where there is none. @throws where the browser refuses it */
export async function startWorker(): Promise<ServiceWorkerRegistration> {
  const { serviceWorker } = navigator;
  // Without a line there is nothing to register, and what is registered works.
  const known = await serviceWorker.getRegistration(scope);
  const registration =
    known?.active && !navigator.onLine
      ? known
      : await serviceWorker.register("/worker.js", { scope, updateViaCache: "none" });
  const coming = registration.active ? null : (registration.installing ?? registration.waiting);
  if (coming && coming.state !== "activated") {
    await new Promise<void>((resolve, reject) => {
      coming.addEventListener("statechange", () => {
        if (coming.state === "activated") resolve();
        if (coming.state === "redundant") reject(new Error("the worker was not started"));
      });
    });
  }
  return registration;
}

/** The screens that the worker kept are of whoever was signed in. */
export async function forgetKeptScreens(): Promise<void> {
  if (typeof caches === "undefined") return;
  for (const name of await caches.keys()) await caches.delete(name);
}
