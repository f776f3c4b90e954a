import { voidEvents } from "../../counting/counting.ts";
import type { Database } from "../../database/database.ts";
import { systemClock } from "../../kernel/clock.ts";
import { createSources } from "../../sources/sources.ts";
import { type DemoEvent, eventAt } from "./demo-event.ts";
import type { Intake } from "./intake.ts";
import { randomOf } from "./random.ts";
import { createDemoSource, operator } from "./setup.ts";

const decisionsASecond = 20;
const detectedPercent = 95;

/**
 * A source of its own that tells automatic detection the wrong way round, until an operator voids what it sent and it
 * sends the same again, rightly and under new ids: the same decisions at the same times.
 */
export async function createListingCheck(
  open: () => Promise<Database>,
  { postEvents }: Pick<Intake, "postEvents">,
  seed: number,
) {
  await using database = await open();
  const name = "Listing check (simulated)";
  const { sourceId, key } = await createDemoSource(database, { name, scopes: ["events"] });
  const sent: DemoEvent[] = [];
  let restated = false;

  const decisionsOf = (second: number) => {
    const random = randomOf(seed, second, 10);
    return Array.from({ length: decisionsASecond }, (_, n) =>
      eventAt(
        "decision.made",
        second + random(),
        "listing-check",
        `${second}-${n}-${restated ? "right" : "inverted"}`,
        {
          category: "STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS",
          decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
          subject: "other",
          automated_detection: random() * 100 < detectedPercent === restated ? "Yes" : "No",
        },
      ),
    );
  };
  const turned = (event: DemoEvent): DemoEvent => ({
    ...event,
    id: event.id.replace("inverted", "restated"),
    data: { ...event.data, automated_detection: event.data.automated_detection === "Yes" ? "No" : "Yes" },
  });

  return {
    async send(second: number): Promise<void> {
      const events = decisionsOf(second);
      if (!restated) sent.push(...events);
      await postEvents(key, events);
    },
    /** Voids all that was sent, by the operator's verb, and sends it again. Answers how many decisions that are. */
    async restate(): Promise<number> {
      await using opened = await open();
      const { stageVoidedBatches, markVoidedBatches } = createSources({ database: opened, clock: systemClock });
      const context = { database: opened, clock: systemClock, stageVoidedBatches, markVoidedBatches };
      const reason = "automated_detection was inverted at the source; sent again under new ids (simulated)";
      await voidEvents(context, operator, { scope: { sourceId }, reason });
      restated = true;
      await postEvents(key, sent.map(turned));
      return sent.length;
    },
    /** It sends nothing more, so nobody misses it. */
    async close(): Promise<void> {
      await using opened = await open();
      await createSources({ database: opened, clock: systemClock }).revokeSource(operator, { id: sourceId });
    },
  };
}
