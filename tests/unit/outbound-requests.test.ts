import type { LookupAddress } from "node:dns";
import { afterEach, describe, expect, test } from "vitest";
import { parseAllowList } from "../../server/outbound/allow-list.ts";
import { createOutbound, type OutboundFault, type Resolve } from "../../server/outbound/outbound.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { tlsFront } from "../support/tls-front.ts";

const open: AsyncDisposable[] = [];
async function receiver(host?: string, port?: number): Promise<Receiver> {
  const started = await startReceiver(host, port);
  open.push(started);
  return started;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one[Symbol.asyncDispose]()));
});

const ipv4 = (address: string): LookupAddress => ({ address, family: 4 });
/** A name server that answers these in turn, the last for ever, and counts how often it is asked. */
function nameServer(...answers: LookupAddress[][]) {
  let asked = 0;
  const resolve: Resolve = async () => {
    asked += 1;
    return answers[Math.min(asked, answers.length) - 1] ?? [];
  };
  return { resolve, asked: () => asked };
}
const outboundTo = (allow: string, resolve?: Resolve, timeoutMs = 5_000) =>
  createOutbound({ allow: parseAllowList(allow), timeoutMs, ...(resolve && { resolve }) });
const to = (url: string) => ({ url, headers: { "content-type": "application/json" }, body: '{"a":"é"}' });
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => ({ kind: "no fault", message: "" }),
    ({ kind, message }: OutboundFault) => ({ kind, message }),
  );
const isRefused = { kind: "refused", message: expect.stringMatching(/OUTBOUND_ALLOW|not on https|name or a password/) };

test("a request is posted as it was given, once", async () => {
  const there = await receiver();
  const answer = await outboundTo(`127.0.0.1:${there.port}`).post(to(`${there.url}?key=1`));
  expect(answer).toEqual({ status: 204, retryAfter: undefined });
  expect(there.received).toMatchObject([
    {
      ...{ method: "POST", path: "/page?key=1", body: '{"a":"é"}' },
      headers: { host: `127.0.0.1:${there.port}`, "content-length": "10", "content-type": "application/json" },
    },
  ]);
});

describe("refused before anything is sent", () => {
  test.each([
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:169.254.169.254]/latest/meta-data",
    "https://169.254.169.254/",
    "https://2130706433/",
    "https://10.0.0.1:8443/",
    "http://93.184.215.14/",
    "ftp://93.184.215.14/",
    "file:///etc/passwd",
    "https://ada:secret@93.184.215.14/",
    "not a url",
    "",
  ])("%s", async (url) => {
    const outbound = outboundTo("127.0.0.9:1");
    expect(await faultOf(outbound.check(url))).toEqual(isRefused);
    expect(await faultOf(outbound.post(to(url)))).toEqual(isRefused);
  });

  test("a name with a private address, alone or among public ones", async () => {
    const there = await receiver();
    for (const answer of [[ipv4("127.0.0.1")], [ipv4("93.184.215.14"), ipv4("127.0.0.1")]]) {
      const { resolve } = nameServer(answer);
      const url = `https://hooks.example:${there.port}/`;
      expect(await faultOf(outboundTo("", resolve).post(to(url)))).toEqual(isRefused);
    }
    expect(there.received).toEqual([]);
  });

  test("another port of a host that is allowed", async () => {
    const there = await receiver();
    expect(await faultOf(outboundTo(`127.0.0.1:${there.port - 1}`).post(to(there.url)))).toEqual(isRefused);
    expect(there.received).toEqual([]);
  });
});

describe("DNS that changes its answer", () => {
  test("after the check reaches only whom the check saw, and is asked once", async () => {
    const checked = await receiver("127.0.0.2");
    const inside = await receiver("127.0.0.1", checked.port);
    const names = nameServer([ipv4("127.0.0.2")], [ipv4("127.0.0.1")]);
    const outbound = outboundTo("127.0.0.2/32", names.resolve);
    expect((await outbound.post(to(`http://hooks.example:${checked.port}/page`))).status).toBe(204);
    expect(names.asked()).toBe(1);
    expect(checked.received.map(({ headers }) => headers.host)).toEqual([`hooks.example:${checked.port}`]);
    expect(inside.received).toEqual([]);
  });

  test("between two requests is looked at anew: no line of the first is used again", async () => {
    const checked = await receiver("127.0.0.2");
    const inside = await receiver("127.0.0.1", checked.port);
    const names = nameServer([ipv4("127.0.0.2")], [ipv4("127.0.0.1")]);
    const outbound = outboundTo("127.0.0.2/32", names.resolve);
    const url = `http://hooks.example:${checked.port}/page`;
    await outbound.post(to(url));
    expect(await faultOf(outbound.post(to(url)))).toMatchObject({ kind: "refused" });
    expect([checked.received.length, inside.received.length]).toEqual([1, 0]);
  });

  test("of which the first address is down: the next of the checked ones is taken", async () => {
    const there = await receiver("127.0.0.2");
    const { resolve } = nameServer([ipv4("127.0.0.3"), ipv4("127.0.0.2")]);
    const answer = await outboundTo("127.0.0.0/8", resolve).post(to(`http://hooks.example:${there.port}/page`));
    expect(answer.status).toBe(204);
  });
});

describe("a receiver that", () => {
  test("redirects is not followed", async () => {
    const [there, elsewhere] = await Promise.all([receiver(), receiver()]);
    const outbound = outboundTo("127.0.0.0/8");
    for (const status of [301, 302, 303, 307, 308]) {
      there.answer({ status, headers: { location: elsewhere.url } });
      expect((await outbound.post(to(there.url))).status).toBe(status);
    }
    expect(elsewhere.received).toEqual([]);
  });

  test("asks to wait is quoted", async () => {
    const there = await receiver();
    there.answer({ status: 429, headers: { "retry-after": "120" } });
    expect(await outboundTo("127.0.0.0/8").post(to(there.url))).toEqual({ status: 429, retryAfter: "120" });
  });

  test("says nothing is given up at the limit, and at the caller's wish", async () => {
    const there = await receiver();
    there.answer("hang");
    const outbound = outboundTo("127.0.0.0/8", undefined, 300);
    expect(await faultOf(outbound.post(to(there.url)))).toEqual({
      ...{ kind: "unanswered", message: "no answer within 0.3 seconds" },
    });
    const ending = new AbortController();
    const sent = faultOf(outboundTo("127.0.0.0/8").post({ ...to(there.url), signal: ending.signal }));
    await there.next();
    await there.next();
    ending.abort();
    expect(await sent).toMatchObject({ kind: "unanswered" });
  });

  test("hangs in its name server is given up at the same limit", async () => {
    const resolve: Resolve = () => new Promise(() => {});
    const outbound = outboundTo("", resolve, 300);
    const late = { kind: "unanswered", message: "no answer within 0.3 seconds" };
    expect(await faultOf(outbound.post(to("https://hooks.example/")))).toEqual(late);
    expect(await faultOf(outbound.check("https://hooks.example/"))).toEqual(late);
  });

  test("cuts the line, or changes to another protocol, gives no answer", async () => {
    const there = await receiver();
    for (const how of ["cut the line", "another protocol"] as const) {
      there.answer(how);
      expect(await faultOf(outboundTo("127.0.0.0/8").post(to(there.url))), how).toMatchObject({ kind: "unanswered" });
    }
  });

  test("never ends its body has answered by its status; its line is cut", async () => {
    const there = await receiver();
    there.answer("endless body");
    expect((await outboundTo("127.0.0.0/8").post(to(there.url))).status).toBe(200);
    // Nobody closes it on the receiver's side.
    await expect.poll(() => there.lines()).toBe(0);
  });

  test("never ends its head is given up", async () => {
    const there = await receiver();
    there.answer("endless head");
    expect(await faultOf(outboundTo("127.0.0.0/8").post(to(there.url)))).toMatchObject({ kind: "unanswered" });
  });

  test("has no address, takes no connection, or no certificate of its name", async () => {
    const there = await receiver();
    const outbound = (resolve?: Resolve) => outboundTo("127.0.0.0/8", resolve);
    const unknown: Resolve = () => Promise.reject(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }));
    const faults = [
      await faultOf(outbound(unknown).post(to("https://hooks.example/"))),
      await faultOf(outbound(async () => []).post(to("https://hooks.example/"))),
    ];
    await there[Symbol.asyncDispose]();
    open.splice(0);
    faults.push(await faultOf(outbound().post(to(there.url))));
    await using front = await tlsFront(there.url);
    faults.push(await faultOf(outbound().post(to(`https://${front.server}/`))));
    expect(faults).toEqual([
      { kind: "unanswered", message: "its host has no address" },
      { kind: "unanswered", message: "its host has no address" },
      { kind: "unanswered", message: "it takes no connection" },
      { kind: "unanswered", message: "its certificate is not valid" },
    ]);
  });
});
