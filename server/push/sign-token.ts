import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { Refusal } from "../kernel/refusal.ts";

const grantSchema = z.strictObject({
  use: z.enum(["acknowledge", "shown"]),
  deliveryId: z.uuid(),
  personId: z.string(),
  /** Null: the page is about no alert, or several. */
  alertId: z.uuid().nullable(),
  /** Epoch ms. */
  until: z.number().int(),
});
/** What a token allows: one use, by one person, of one delivery. */
export type Grant = z.infer<typeof grantSchema>;

export interface Tokens {
  sign(grant: Grant): string;
  /** @throws Refusal `forbidden` for a token that we did not sign for this use, or whose time is over */
  open(token: string, use: Grant["use"], now: number): Grant;
}

/** The key is derived from the secret that signs sessions, for this purpose alone (RFC 5869). */
export function createTokens(secret: string): Tokens {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "watchfloor page tokens 1", 32));
  const seal = (body: string) => createHmac("sha256", key).update(body).digest();
  return {
    sign(grant) {
      const body = Buffer.from(JSON.stringify(grant)).toString("base64url");
      return `${body}.${seal(body).toString("base64url")}`;
    },
    open(token, use, now) {
      const [body = "", signature = "", ...rest] = token.split(".");
      const given = Buffer.from(signature, "base64url");
      const expected = seal(body);
      if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) throw notOurs();
      const grant = grantSchema.parse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
      if (grant.use !== use) throw notOurs();
      if (now >= grant.until) {
        throw new Refusal("forbidden", "This notification is too old to act on. Open the alert and do it there.");
      }
      return grant;
    },
  };
}

const notOurs = () => new Refusal("forbidden", "This is no token of ours. Open the alert and do it there.");
