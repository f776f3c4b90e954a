import { expect, test } from "vitest";
import { retrying } from "../../server/database/transaction.ts";

const failure = (code: string) => Object.assign(new Error(code), { code });

test.each(["40P01", "40001"])("PostgreSQL's %s runs the whole transaction again", async (code) => {
  let attempts = 0;
  const result = await retrying(async () => {
    attempts += 1;
    if (attempts < 4) throw failure(code);
    return "committed";
  });
  expect([result, attempts]).toEqual(["committed", 4]);
});

test("the fifth deadlock is answered as unavailable: the sender sends again", async () => {
  let attempts = 0;
  const refused = retrying(async () => {
    attempts += 1;
    throw failure("40P01");
  });
  await expect(refused).rejects.toMatchObject({ name: "Refusal", code: "unavailable" });
  expect(attempts).toBe(5);
});

test.each(["ECONNREFUSED", "57P01", "08006"])("a lost database (%s) is unavailable at once", async (code) => {
  let attempts = 0;
  const refused = retrying(async () => {
    attempts += 1;
    throw failure(code);
  });
  await expect(refused).rejects.toMatchObject({ code: "unavailable" });
  expect(attempts).toBe(1);
});

test("another error is not tried again and stays what it is", async () => {
  await expect(retrying(() => Promise.reject(failure("23505")))).rejects.toMatchObject({ code: "23505" });
});
