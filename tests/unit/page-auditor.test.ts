import { expect, test } from "vitest";
import { createPageAuditor } from "../../server/jobs/page-auditor.ts";

test("the heartbeat goes out once a minute while nothing is overdue, and its silence is the alarm", async () => {
  let now = 0;
  let late = 0;
  let answer: () => { status: number } = () => ({ status: 200 });
  const beats: string[] = [];
  const said: string[] = [];
  const say = (_: object, message: string) => void said.push(message);
  const look = createPageAuditor({
    alerts: { readOverdue: async () => ({ steps: late, deliveries: 0, oldestMs: 0 }) },
    outbound: {
      post: async ({ url }) => {
        beats.push(url);
        return { ...answer(), retryAfter: undefined };
      },
    },
    heartbeatUrl: "https://watch.example/secret",
    log: { info: say, warn: say, error: say },
    elapsed: () => now,
  });
  await look();
  now = 59_999;
  await look();
  expect(beats).toHaveLength(1);
  now = 60_000;
  await look();
  expect(beats).toHaveLength(2);

  late = 1;
  now = 200_000;
  await look();
  await look();
  expect(beats, "nothing is said while a page is overdue").toHaveLength(2);
  expect(said).toEqual(["pages are overdue: what calls people stands still or is behind"]);

  late = 0;
  answer = () => {
    throw new Error("https://watch.example/secret cannot be reached");
  };
  await look();
  expect(said.slice(1)).toEqual(["no page is overdue any more", "the heartbeat could not be sent"]);
});
