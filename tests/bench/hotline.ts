import { setTimeout as wait } from "node:timers/promises";
import { startBackground } from "./background.ts";
import { type BenchServer, startBenchServer } from "./bench-server.ts";
import { openLivePage } from "./live-page.ts";
import { type Outcome, percentile } from "./report.ts";

const cases = 200;
const backgroundPerSecond = 5_000;
/** A toast that is not painted by then is missing and counts as this. */
const worstMs = 10_000;

/**
 * From the post of a hotline case to the frame in which its toast is painted, on Now in a real browser, while 5,000 events
 * a second come in. Poster and page share this machine and its clock.
 */
export async function benchHotline(): Promise<Outcome> {
  await using server = await startBenchServer();
  const key = async (name: string, scope: string) =>
    String((await server.cli(["source", "create", "--name", name, "--scope", scope])).key);
  const hotline = await key("Authority", "hotline");
  await using background = startBackground(server, await key("Classifier", "events"), backgroundPerSecond);
  await wait(3_000);
  await using live = await openLivePage(server);
  await live.page.evaluate(observe);
  const posted = new Map<string, number>();
  for (let n = 0; n < cases; n++) {
    const at = Date.now();
    posted.set(await raise(server, hotline, n), at);
    await wait(300 + Math.random() * 600);
    if (n % 50 === 49) console.error(`${n + 1} of ${cases} cases, ${background.posted()} events beside them`);
  }
  await wait(worstMs);
  const painted = new Map(
    Object.entries(await live.page.evaluate(() => (window as unknown as { painted: Record<string, number> }).painted)),
  );
  const samples = [...posted].map(([number, at]) =>
    Math.min((painted.get(number) ?? Number.POSITIVE_INFINITY) - at, worstMs),
  );
  return {
    value: percentile(samples, 0.99),
    unit: "ms from the post of a hotline case to its painted toast, p99",
    p50: percentile(samples, 0.5),
    max: Math.max(...samples),
    missing: samples.filter((ms) => ms >= worstMs).length,
    cases,
    eventsPerSecond: Math.round(background.posted() / background.seconds()),
    samples,
  };
}

/** Runs in the page: writes down when the toast of each case was painted, by the case's number. */
function observe(): void {
  const painted: Record<string, number> = {};
  Object.assign(window, { painted });
  const look = () => {
    const seen = [...document.querySelectorAll("[data-sonner-toast]")].flatMap(
      (toast) => /New hotline case (HC-\d+)/.exec(toast.textContent ?? "")?.[1] ?? [],
    );
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        for (const number of seen) painted[number] ??= Date.now();
      };
      port2.postMessage(null);
    });
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}

async function raise(server: BenchServer, key: string, n: number): Promise<string> {
  const answer = await fetch(`${server.url}/api/v1/hotline/cases`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ reference: `bench-${n}`, urgency: "urgent", threat: "terrorism" }),
  });
  if (answer.status !== 201) throw new Error(`the case was answered ${answer.status}: ${await answer.text()}`);
  const { number } = (await answer.json()) as { number: string };
  return number;
}
