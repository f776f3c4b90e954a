import type { Scope } from "../../server/kernel/actor.ts";
import { Choice, Choices, Select } from "../ui/choice.tsx";
import { Field } from "../ui/field.tsx";
import { allScopes, scopeWords } from "./source-words.ts";

const dayMs = 86_400_000;
const lifetimes = [
  { days: 0, words: "Never, until it is revoked" },
  { days: 30, words: "In 30 days" },
  { days: 90, words: "In 90 days" },
  { days: 365, words: "In a year" },
] as const;

/** What is asked for a new key: its label, what it is for, when it ends. */
export function KeyFields({ scopes }: { scopes: readonly Scope[] }) {
  return (
    <>
      <Field
        label="Label of the key"
        name="label"
        maxLength={100}
        hint="Which machine or deployment uses it. May be empty."
      />
      <Choices legend="It is for">
        {allScopes.map((scope) => (
          <Choice
            key={scope}
            type="checkbox"
            name="scopes"
            value={scope}
            defaultChecked={scopes.includes(scope)}
            label={scopeWords[scope].name}
            hint={scopeWords[scope].hint}
          />
        ))}
      </Choices>
      <Select label="It ends" name="days" defaultValue="0">
        {lifetimes.map(({ days, words }) => (
          <option key={days} value={days}>
            {words}
          </option>
        ))}
      </Select>
    </>
  );
}

/** What the fields hold; `now` is server time, epoch ms. */
export function readKeyFields(form: FormData, now: number): { label: string; scopes: Scope[]; expiresAt?: number } {
  const scopes = allScopes.filter((scope) => form.getAll("scopes").includes(scope));
  const days = Number(form.get("days"));
  const label = String(form.get("label") ?? "");
  return days > 0 ? { label, scopes, expiresAt: Math.round(now + days * dayMs) } : { label, scopes };
}
