import { event, type Installation, removal, type Sender } from "../support/installation.ts";
import { expect, openNow, test } from "./browsing.ts";

const minute = 60_000;
const week = 7 * 86_400_000;

/** Twenty-five minutes of steady traffic up to `now`, a removal of so many scams every 10 s among it. */
function traffic(now: number, scams: number): { tool: object[]; signUps: object[] } {
  const tool: object[] = [];
  const signUps: object[] = [];
  for (let at = now - 25 * minute; at <= now; at += 10_000) {
    tool.push(
      removal(at, scams),
      removal(at, 40, "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"),
      event("user_report.received", at, { subject: "post", country: "IN", count: 30 }),
    );
    signUps.push(event("accounts.created", at, { count: 20 }), event("accounts.deleted", at, { count: 4 }));
  }
  return { tool, signUps };
}

async function weekAndNow(at: Installation): Promise<{ tool: Sender; signUps: Sender; now: number }> {
  const [tool, signUps] = [await at.source("Moderation tool"), await at.source("Sign-up service")];
  const now = Date.now() - 300;
  // What is sent in one go is live for 15 minutes of event time: the rest of a stretch is sent ten minutes before.
  for (const [end, scams] of [
    [now - week, 100],
    [now, 400],
  ] as const) {
    const all = traffic(end, scams);
    for (const [sender, events] of [
      [tool, all.tool],
      [signUps, all.signUps],
    ] as const) {
      const early = events.filter((one) => Date.parse((one as { time: string }).time) <= end - 10 * minute);
      const late = events.filter((one) => !early.includes(one));
      expect((await sender.eventsAt(end - 10 * minute, ...early)).body.rejected).toEqual([]);
      expect((await sender.eventsAt(end, ...late)).body.rejected).toEqual([]);
    }
  }
  return { tool, signUps, now };
}

/** Sends again and again until the scope ends. */
function sending(send: () => Promise<unknown>): AsyncDisposable {
  let last = Promise.resolve<unknown>(null);
  const timer = setInterval(() => {
    last = send();
  }, 2_000);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await last;
    },
  };
}

test("a lead sees what is unusual against the same time last week, and what it is measured by", async ({
  fresh,
  visitors,
}) => {
  const { tool, signUps } = await weekAndNow(fresh);
  const page = await visitors.arrive(fresh, await fresh.person("Mira Solis", "viewer"), { theme: "dark" });
  await openNow(page);
  // Both go on sending a little, else the figures would soon be late and say that instead.
  await using _ = sending(() =>
    Promise.all([
      tool.events(removal(Date.now() - 200, 1), event("user_report.received", Date.now() - 200, { subject: "post" })),
      signUps.events(event("accounts.created", Date.now() - 200, {})),
    ]),
  );
  const tile = (id: string) => page.getByTestId(`tile-${id}`);
  await expect(tile("takedowns")).toContainText("3.1\u00D7 vs");
  await expect(tile("user-reports")).toContainText(/same as|\d.%/);
  await expect(tile("sign-ups")).toContainText(/same as|\d.%/);
  // 440 decisions and 20 sign-ups each 10 seconds.
  const abuse = async () => Math.round(Number(await tile("abuse").getAttribute("data-value")) / 1_000);
  await expect.poll(abuse).toBe(22);
  await expect(page.getByTestId("multiple-scams_and_fraud")).toContainText("4\u00D7 vs");
  await expect(page.getByTestId("multiple-protection_of_minors")).toContainText(/same as|%/);
  const status = page.getByRole("region", { name: "Status" });
  await expect(status).toContainText(/Scams and fraud 4\u00D7.*vs \w{3} \d+ \w{3}, last 10 min/);
  await expect(status).not.toContainText("Protection of minors");
  await status.getByRole("link", { name: /Scams and fraud/ }).click();
  await expect(page).toHaveURL(/\/explore\?category=scams_and_fraud/);
});
