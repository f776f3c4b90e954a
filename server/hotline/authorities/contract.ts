/** Partner authorities. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { countries } from "../../kernel/countries.ts";

export const createAuthoritySchema = z.strictObject({
  name: z
    .string()
    .trim()
    .regex(/^[^\p{C}]{1,100}$/u, "1 to 100 characters without line breaks"),
  /** ISO 3166-1 alpha-2. */
  country: z.enum([...countries], "not an ISO 3166-1 alpha-2 country"),
  /** The number under which calls are checked: from a source of our own, never from the call itself. */
  callBackNumber: z
    .string()
    .trim()
    .regex(/^\+[1-9][\d ]{5,24}$/, "a number as +33 1 23 45 67 89"),
});

export interface Authority {
  id: number;
  name: string;
  country: string;
  callBackNumber: string;
  /** Epoch milliseconds. */
  createdAt: number;
}
