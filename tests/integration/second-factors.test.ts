import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { declaredRights } from "../../server/api/declared-rights.ts";
import { pageAccess } from "../../server/front-door.ts";
import { codeAt, softPasskey, wrongCode } from "../support/authenticator.ts";
import { type BrowserSession, browserSession } from "../support/browser-session.ts";
import { connectLive } from "../support/live-client.ts";
import { startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const password = "correct horse battery staple";
const email = "ada@watchfloor.example";
const minute = 60_000;
const byProxy = { TRUST_PROXY: "1" };

async function withAda(environment: object = {}): Promise<{ floor: Watchfloor; id: string; ada: BrowserSession }> {
  const floor = await startWatchfloor({ environment: { ...byProxy, ...environment } });
  const { id } = await floor.app.identity.createPerson(
    { kind: "operator" },
    { email, name: "Ada", password, roles: ["viewer"] },
  );
  const ada = browserSession(floor.url);
  expect(await signIn(ada)).toEqual({ status: 200, body: { secondFactor: false } });
  return { floor, id, ada };
}

const signIn = (browser: BrowserSession, word = password) =>
  browser.post("/api/auth/sign-in/email", { email, password: word });
const sendCode = (browser: BrowserSession, code: string) => browser.post("/api/auth/two-factor/verify-totp", { code });
const sendRecovery = (browser: BrowserSession, code: string) =>
  browser.post("/api/auth/two-factor/verify-backup-code", { code });
const signedIn = async (floor: Watchfloor, browser: BrowserSession) =>
  (await floor.app.identity.readSession({ cookie: browser.cookie() }))?.name ?? null;
const account = async (browser: BrowserSession) => (await browser.ask("account.read")).body.result.data;
const refusal = ({
  status,
  body,
}: {
  status: number;
  body: { error?: { message: string; data: { field?: string } } };
}) => ({
  status,
  field: body.error?.data.field,
});

/** Sets an authenticator app up; codes of every time step may be used from then on. */
async function setUp(floor: Watchfloor, browser: BrowserSession): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = (await browser.call("account.issueAuthenticator")).body.result.data;
  const confirmed = await browser.call("account.verifyAuthenticator", { code: codeAt(secret, Date.now()) });
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200);
  await forgetSteps(floor);
  return { secret, recoveryCodes: confirmed.body.result.data.recoveryCodes };
}

const forgetSteps = (floor: Watchfloor) =>
  sql`update person_two_factor set last_step = null`.execute(floor.database.query);

async function deeds(floor: Watchfloor): Promise<string[]> {
  const { rows } = await sql<{ deed: string }>`
    select deed from audit_row where actor_kind = 'person' and deed not like 'session.%' order by audit_id`.execute(
    floor.database.query,
  );
  return rows.map(({ deed }) => deed);
}

describe("an authenticator app", () => {
  test("counts from its first right code on; then other sessions end, and nothing of it can be read where it is kept", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    const elsewhere = browserSession(floor.url);
    await signIn(elsewhere);
    const { secret, address } = (await ada.call("account.issueAuthenticator")).body.result.data;
    expect(new URL(address).searchParams.get("secret")).toBe(secret);
    // Until then the password is enough.
    const third = browserSession(floor.url);
    expect((await signIn(third)).body).toEqual({ secondFactor: false });
    const wrong = await ada.call("account.verifyAuthenticator", { code: wrongCode(secret, Date.now()) });
    expect(refusal(wrong)).toEqual({ status: 400, field: "code" });
    expect(await account(ada)).toMatchObject({ authenticatorSince: null, recoveryCodesLeft: 0 });

    const confirmed = await ada.call("account.verifyAuthenticator", { code: codeAt(secret, Date.now()) });
    const { recoveryCodes, ended } = confirmed.body.result.data;
    expect([recoveryCodes.length, ended]).toEqual([10, 2]);
    expect([await signedIn(floor, ada), await signedIn(floor, elsewhere), await signedIn(floor, third)]).toEqual([
      "Ada",
      null,
      null,
    ]);
    expect(await account(ada)).toMatchObject({ authenticatorSince: floor.clock.now(), recoveryCodesLeft: 10 });
    expect(refusal(await ada.call("account.issueAuthenticator")).status).toBe(409);

    const { rows } = await sql<{ kept: string }>`
      select concat_ws(' ', (select string_agg(t::text, ' ') from person_two_factor t),
        (select string_agg(a::text, ' ') from audit_row a)) as kept`.execute(floor.database.query);
    const kept = rows[0]?.kept ?? "";
    expect(kept).toContain("authenticator.added");
    for (const word of [secret, secret.toLowerCase(), ...recoveryCodes]) expect(kept).not.toContain(word);
    expect(floor.logged().join("\n")).not.toContain(secret);
  });

  test("its code, and no password alone, opens a session: each code once, none that is old", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    const { secret } = await setUp(floor, ada);
    const browser = browserSession(floor.url);
    expect(await signIn(browser)).toEqual({ status: 200, body: { secondFactor: true } });
    expect(await signedIn(floor, browser)).toBeNull();
    expect((await sendCode(browser, codeAt(secret, Date.now() - 3 * minute))).status).toBe(401);
    const code = codeAt(secret, Date.now());
    expect(await sendCode(browser, `${code.slice(0, 3)} ${code.slice(3)}`)).toEqual({ status: 200, body: {} });
    expect(await signedIn(floor, browser)).toBe("Ada");
    expect(browser.cookie()).not.toContain("two_factor");

    const looker = browserSession(floor.url);
    await signIn(looker);
    const again = await sendCode(looker, code);
    expect(again).toMatchObject({ status: 401, body: { ended: true } });
    expect(again.body.message).toContain("used already");
    expect(await signedIn(floor, looker)).toBeNull();
    expect((await sendCode(looker, codeAt(secret, Date.now() + minute / 2))).status).toBe(401);
    expect(await deeds(floor)).toContain("authenticator.code_repeated");
  });

  test("cannot be set up past our own door: whoever is signed in and sends a code there is nobody", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    const { secret } = (await ada.call("account.issueAuthenticator")).body.result.data;
    const answer = await sendCode(ada, codeAt(secret, Date.now()));
    expect(answer).toMatchObject({ status: 401, body: { ended: true } });
    expect(await account(ada)).toMatchObject({ authenticatorSince: null });
    for (const path of ["enable", "disable", "generate-backup-codes", "get-totp-uri", "send-otp", "verify-otp"]) {
      expect((await ada.post(`/api/auth/two-factor/${path}`, { password })).status, path).toBe(404);
    }
    for (const path of ["delete-passkey", "update-passkey", "list-user-passkeys"]) {
      expect((await ada.post(`/api/auth/passkey/${path}`, { id: "x" })).status, path).toBe(404);
    }
  });

  test("removed, the password is enough again", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    await setUp(floor, ada);
    expect((await ada.call("account.disableAuthenticator")).status).toBe(200);
    expect(refusal(await ada.call("account.disableAuthenticator")).status).toBe(409);
    expect((await signIn(browserSession(floor.url))).body).toEqual({ secondFactor: false });
    expect(await deeds(floor)).toEqual(["authenticator.issued", "authenticator.added", "authenticator.removed"]);
  });
});

describe("a recovery code", () => {
  test("stands in for the app once, however it is typed; what is left is counted, new ones make the old ones void", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    const { recoveryCodes } = await setUp(floor, ada);
    const [first = "", second = ""] = recoveryCodes;
    const browser = browserSession(floor.url);
    await signIn(browser);
    expect(await sendRecovery(browser, first.toUpperCase().replace("-", ""))).toEqual({ status: 200, body: {} });
    expect(await signedIn(floor, browser)).toBe("Ada");
    expect(await account(ada)).toMatchObject({ recoveryCodesLeft: 9 });

    const other = browserSession(floor.url);
    await signIn(other);
    expect((await sendRecovery(other, first)).status).toBe(401);
    const { recoveryCodes: fresh } = (await ada.call("account.issueRecoveryCodes")).body.result.data;
    expect((await sendRecovery(other, second)).status).toBe(401);
    expect((await sendRecovery(other, fresh[0])).status).toBe(200);
    expect(await account(ada)).toMatchObject({ recoveryCodesLeft: 9 });
    expect((await deeds(floor)).slice(2)).toEqual([
      "recovery-code.used",
      "recovery-codes.issued",
      "recovery-code.used",
    ]);
  });

  test("in two browsers at once opens one session", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    const { recoveryCodes } = await setUp(floor, ada);
    for (const code of recoveryCodes.slice(0, 4)) {
      const pair = [browserSession(floor.url, "203.0.113.1"), browserSession(floor.url, "203.0.113.2")];
      for (const browser of pair) await signIn(browser);
      const answers = await Promise.all(pair.map((browser) => sendRecovery(browser, code)));
      expect(answers.filter(({ status }) => status === 200).length).toBe(1);
      expect(answers.find(({ status }) => status !== 200)?.body.message).toMatch(/Sign in again|used before/);
      const names = await Promise.all(pair.map((browser) => signedIn(floor, browser)));
      expect(names.filter((name) => name === "Ada").length).toBe(1);
    }
    expect((await deeds(floor)).filter((deed) => deed === "recovery-code.used").length).toBe(4);
  });
});

describe("guessing", () => {
  test("five wrong codes end the sign-in, ten in a row lock the second step, whatever the address", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    const { secret, recoveryCodes } = await setUp(floor, ada);
    const wrong = wrongCode(secret, Date.now());
    const from = (n: number) => browserSession(floor.url, `198.51.100.${n}`);
    const one = from(1);
    await signIn(one);
    for (let n = 0; n < 5; n++) expect((await sendCode(one, wrong)).body.ended).toBe(false);
    expect((await sendCode(one, codeAt(secret, Date.now()))).body.ended).toBe(true);
    expect(await signedIn(floor, one)).toBeNull();

    const two = from(2);
    await signIn(two);
    for (let n = 0; n < 5; n++) await sendRecovery(two, "abcde-abcde");
    const three = from(3);
    await signIn(three);
    const locked = await sendCode(three, codeAt(secret, Date.now()));
    expect(locked).toMatchObject({ status: 429, body: { ended: true } });
    expect(three.cookie()).not.toContain("two_factor");
    const four = from(4);
    await signIn(four);
    expect((await sendRecovery(four, recoveryCodes[0] ?? "")).status).toBe(429);
    expect([await signedIn(floor, three), await signedIn(floor, four)]).toEqual([null, null]);
    expect(await deeds(floor)).toContain("authenticator.locked");

    await sql`update person_two_factor set "lockedUntil" = now() - interval '1 second'`.execute(floor.database.query);
    await signIn(four);
    expect((await sendCode(four, codeAt(secret, Date.now()))).status).toBe(200);
  });

  test("an address has ten tries a minute, whoever it tries", async () => {
    const { floor } = await withAda();
    await using _ = floor;
    const guesser = browserSession(floor.url, "198.51.100.9");
    const statuses = [];
    for (let n = 0; n < 12; n++) statuses.push((await sendCode(guesser, "000000")).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    expect((await sendCode(browserSession(floor.url, "198.51.100.10"), "000000")).status).toBe(401);
  });

  test("at the own password with a session that was taken: five tries, then a quarter of an hour", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    const guess = (word: string) => ada.call("account.proveByPassword", { password: word });
    for (let n = 0; n < 5; n++) expect(refusal(await guess("wrong"))).toEqual({ status: 400, field: "password" });
    expect((await guess(password)).status).toBe(429);
    expect((await ada.call("account.changePassword", { current: password, next: `${password}!` })).status).toBe(429);
    floor.clock.advance(15 * minute);
    expect((await guess(password)).status).toBe(200);
  });
});

describe("what guards the account", () => {
  const sensitive: [string, object][] = [
    ["account.issueAuthenticator", {}],
    ["account.verifyAuthenticator", { code: "123456" }],
    ["account.disableAuthenticator", {}],
    ["account.issueRecoveryCodes", {}],
    ["account.revokePasskey", { passkeyId: "none" }],
  ];

  test("is changed within ten minutes of a password or passkey only", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    floor.clock.advance(11 * minute);
    expect(await account(ada)).toMatchObject({ proofLastsMs: 0 });
    for (const [procedure, input] of sensitive) {
      expect(refusal(await ada.call(procedure, input)), procedure).toEqual({ status: 403, field: "proof" });
    }
    expect(await ada.get("/api/auth/passkey/generate-register-options")).toMatchObject({
      status: 403,
      body: { field: "proof" },
    });
    const registered = { name: "Key", response: softPasskey(floor.url).register({ challenge: "AAAA" }) };
    expect((await ada.post("/api/auth/passkey/verify-registration", registered)).status).toBe(403);

    expect((await ada.call("account.proveByPassword", { password })).body.result.data).toEqual({
      proofLastsMs: 10 * minute,
    });
    for (const [procedure, input] of sensitive) {
      expect(refusal(await ada.call(procedure, input)).field, procedure).not.toBe("proof");
    }
    floor.clock.advance(10 * minute);
    expect(refusal(await ada.call("account.issueAuthenticator")).field).toBe("proof");
  });

  test("a new password asks for the present one and ends every other session and half a sign-in", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    const { secret } = await setUp(floor, ada);
    const [elsewhere, halfway] = [browserSession(floor.url), browserSession(floor.url)];
    await signIn(elsewhere);
    await sendCode(elsewhere, codeAt(secret, Date.now()));
    await signIn(halfway);
    await forgetSteps(floor);
    const next = "another sentence to keep";
    expect(refusal(await ada.call("account.changePassword", { current: "wrong", next }))).toEqual({
      status: 400,
      field: "current",
    });
    expect(refusal(await ada.call("account.changePassword", { current: password, next: "short" })).field).toBe("next");
    expect((await ada.call("account.changePassword", { current: password, next })).body.result.data).toEqual({
      ended: 1,
    });
    expect([await signedIn(floor, ada), await signedIn(floor, elsewhere)]).toEqual(["Ada", null]);
    expect(await sendCode(halfway, codeAt(secret, Date.now()))).toMatchObject({ status: 401, body: { ended: true } });
    expect((await signIn(browserSession(floor.url))).status).toBe(401);
    expect((await signIn(browserSession(floor.url), next)).body).toEqual({ secondFactor: true });
    expect(await deeds(floor)).toContain("password.changed");
  });
});

async function addPasskey(floor: Watchfloor, browser: BrowserSession, name: string) {
  const passkey = softPasskey(floor.url);
  const options = (await browser.get("/api/auth/passkey/generate-register-options")).body;
  const answer = await browser.post("/api/auth/passkey/verify-registration", {
    name,
    response: passkey.register(options),
  });
  expect(answer, JSON.stringify(answer.body)).toEqual({ status: 200, body: {} });
  return passkey;
}

describe("a passkey", () => {
  const options = async (browser: BrowserSession) =>
    (await browser.get("/api/auth/passkey/generate-authenticate-options")).body;
  const answerBy = async (browser: BrowserSession, response: object) =>
    browser.post("/api/auth/passkey/verify-authentication", { response });

  test("signs in without a password and without a code, until it is removed", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    await setUp(floor, ada);
    const passkey = await addPasskey(floor, ada, "Ada's laptop");
    const browser = browserSession(floor.url);
    const asked = await options(browser);
    expect(asked).toMatchObject({ userVerification: "required", rpId: "localhost" });
    const response = passkey.answer(asked);
    expect(await answerBy(browser, response)).toEqual({ status: 200, body: {} });
    expect(await signedIn(floor, browser)).toBe("Ada");
    // The same answer to the same challenge is nothing.
    expect((await answerBy(browserSession(floor.url), response)).status).toBe(400);

    const { passkeys } = await account(browser);
    expect(passkeys).toEqual([{ id: expect.any(String), name: "Ada's laptop", addedAt: expect.any(Number) }]);
    expect((await browser.call("account.revokePasskey", { passkeyId: passkeys[0].id })).status).toBe(200);
    expect(refusal(await browser.call("account.revokePasskey", { passkeyId: passkeys[0].id })).status).toBe(404);
    const later = browserSession(floor.url);
    expect((await answerBy(later, passkey.answer(await options(later)))).status).toBe(401);
    expect((await deeds(floor)).slice(2)).toEqual(["passkey.added", "passkey.removed"]);
  });

  test("counts only where the device made sure who holds it", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    const careless = softPasskey(floor.url);
    const asked = (await ada.get("/api/auth/passkey/generate-register-options")).body;
    expect(asked.authenticatorSelection).toMatchObject({ userVerification: "required", residentKey: "required" });
    const registered = { name: "Careless", response: careless.register(asked, false) };
    expect((await ada.post("/api/auth/passkey/verify-registration", registered)).status).toBe(400);
    expect((await account(ada)).passkeys).toEqual([]);
    const passkey = await addPasskey(floor, ada, "Careful");
    const browser = browserSession(floor.url);
    expect((await answerBy(browser, passkey.answer(await options(browser), false))).status).toBe(400);
    expect(await signedIn(floor, browser)).toBeNull();
  });

  test("of another person proves nothing, the own one does, in the same session", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    const eve = browserSession(floor.url);
    await floor.app.identity.createPerson(
      { kind: "operator" },
      { email: "eve@watchfloor.example", name: "Eve", password, roles: ["viewer"] },
    );
    await eve.post("/api/auth/sign-in/email", { email: "eve@watchfloor.example", password });
    const [own, foreign] = [await addPasskey(floor, ada, "Own"), await addPasskey(floor, eve, "Foreign")];
    floor.clock.advance(11 * minute);
    const prove = async (response: object) => ada.call("account.proveByPasskey", { response });
    expect(refusal(await prove(foreign.answer(await options(ada)))).status).toBe(400);
    expect(await account(ada)).toMatchObject({ name: "Ada", proofLastsMs: 0 });
    expect((await prove(own.answer(await options(ada)))).status).toBe(200);
    expect(await account(ada)).toMatchObject({ proofLastsMs: 10 * minute });
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from person_session`.execute(
      floor.database.query,
    );
    expect(rows[0]?.count).toBe(2);
  });

  test("malformed answers are refused in words and are no error of ours", async () => {
    const { floor, ada } = await withAda();
    await using _ = floor;
    const passkey = softPasskey(floor.url);
    const good = passkey.register({ challenge: "AAAA" }) as { response: object };
    const bodies = [
      {},
      { name: "x" },
      { name: "x", response: null },
      { name: "x", response: { ...good, id: "§" } },
      { name: "x", response: { ...good, response: { ...good.response, attestationObject: "AAAA" } } },
      { name: "\u0000", response: good },
      { name: "x", response: good, createSession: true },
    ];
    for (const body of bodies) {
      await ada.get("/api/auth/passkey/generate-register-options");
      const { status, body: said } = await ada.post("/api/auth/passkey/verify-registration", body);
      expect([400, 422], JSON.stringify(body)).toContain(status);
      expect(said.message).toMatch(/\w/);
    }
    for (const body of [{}, { response: {} }, { response: { ...passkey.answer({ challenge: "AAAA" }) } }]) {
      await options(ada);
      expect([400, 401, 422]).toContain((await ada.post("/api/auth/passkey/verify-authentication", body)).status);
    }
    expect((await account(ada)).passkeys).toEqual([]);
  });
});

test("a reset by an administrator takes the factors away where it says so", async () => {
  const { floor, id, ada } = await withAda();
  await using _ = floor;
  await setUp(floor, ada);
  const passkey = await addPasskey(floor, ada, "Lost");
  const guarded = async () => {
    const people = await floor.app.identity.readPeople({ kind: "operator" });
    return people.find((person) => person.id === id)?.secondFactor;
  };
  expect(await guarded()).toBe(true);
  const { link } = await floor.app.identity.issueResetLink({ kind: "operator" }, { personId: id, removeFactors: true });
  const token = new URL(link).hash.slice(1);
  const next = "another sentence to keep";
  await floor.app.identity.linksFrom("203.0.113.7").redeemResetLink({ token, password: next });
  const browser = browserSession(floor.url);
  expect((await signIn(browser, next)).body).toEqual({ secondFactor: false });
  const asked = (await browserSession(floor.url).get("/api/auth/passkey/generate-authenticate-options")).body;
  const answer = await browserSession(floor.url).post("/api/auth/passkey/verify-authentication", {
    response: passkey.answer(asked),
  });
  expect(answer.status).not.toBe(200);
  expect(await account(browser)).toMatchObject({ authenticatorSince: null, passkeys: [] });
  expect(await guarded()).toBe(false);
});

describe("where a role demands a second factor", () => {
  test("nothing but the own account opens until there is one: no procedure, page, route or socket", async () => {
    const { floor, ada } = await withAda({ REQUIRE_SECOND_FACTOR: "viewer, admin" });
    await using _ = floor;
    floor.app.frontDoor.mount({
      paths: Object.keys(pageAccess),
      handle: async (_, res) => void res.end("drawn"),
      handleUpgrade: (_, socket) => void socket.destroy(),
    });
    for (const [path, rights] of declaredRights(floor.app.api.router)) {
      if (!("permission" in rights)) continue;
      const statuses = [(await ada.ask(path)).status, (await ada.call(path)).status];
      expect(statuses.includes(403) && statuses.every((status) => status >= 400), `${path}: ${statuses}`).toBe(true);
    }
    for (const [path, access] of Object.entries(pageAccess)) {
      const { status, body } = await ada.get(path);
      expect([status, body], path).toEqual(access.to === "person" ? [303, ""] : [200, "drawn"]);
    }
    for (const { path, methods, access } of floor.app.frontDoor.routes) {
      if (access.to !== "person") continue;
      const { status } = methods.includes("GET") ? await ada.get(path) : await ada.post(path, {});
      expect(status, path).toBe(403);
    }
    await expect(connectLive({ url: floor.url, cookie: ada.cookie() })).rejects.toMatchObject({
      data: { code: "unauthenticated" },
    });
    expect(await account(ada)).toMatchObject({ secondFactorMissing: true, roles: ["viewer"] });

    await setUp(floor, ada);
    expect(await account(ada)).toMatchObject({ secondFactorMissing: false });
    expect((await ada.ask("session.me")).status).toBe(200);
    await using live = await connectLive({ url: floor.url, cookie: ada.cookie() });
    expect(live.socket.connected).toBe(true);
  });

  test("a passkey counts where it was used, not where the password alone signed in", async () => {
    const { floor, ada } = await withAda({ REQUIRE_SECOND_FACTOR: "viewer" });
    await using _ = floor;
    const passkey = await addPasskey(floor, ada, "Key");
    expect((await ada.ask("session.me")).status).toBe(200);
    const browser = browserSession(floor.url);
    await signIn(browser);
    expect((await browser.ask("session.me")).status).toBe(403);
    const asked = (await browser.get("/api/auth/passkey/generate-authenticate-options")).body;
    await browser.call("account.proveByPasskey", { response: passkey.answer(asked) });
    expect((await browser.ask("session.me")).status).toBe(200);
  });

  test("a setting that names no role stops the start", async () => {
    await expect(startWatchfloor({ environment: { REQUIRE_SECOND_FACTOR: "boss" } })).rejects.toThrow(
      /REQUIRE_SECOND_FACTOR.*one of viewer/,
    );
  });
});
