"use client";

import {
  countryCodes,
  legalBases,
  type RaiseCase,
  type Stake,
  stakes,
  type Threat,
  threats,
  type Urgency,
  urgencies,
} from "../../server/hotline/contract.ts";
import { Select } from "../ui/choice.tsx";
import { Field } from "../ui/field.tsx";
import { useInBrowser } from "../ui/use-in-browser.ts";
import { countryName, languageName, legalBasisNames, stakeNames } from "./case-words.ts";
import { threatNames, urgencyNames } from "./hotline-words.ts";

const spoken = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv ar fa hi ru tr uk zh".split(
  " ",
);

/** Codes by their names, in the order of the names; empty until the browser draws: its list of names is its own. */
function useNamed(codes: readonly string[], nameOf: (code: string) => string): (readonly [string, string])[] {
  const inBrowser = useInBrowser();
  if (!inBrowser) return [];
  return codes.map((code) => [code, nameOf(code)] as const).toSorted(([, a], [, b]) => (a < b ? -1 : 1));
}

/** What is said of an emergency when it is raised. What it is about is written afterwards, as a message. */
export function RaiseFields() {
  const countries = useNamed(countryCodes, countryName);
  const languages = useNamed(spoken, languageName);
  return (
    <>
      <Field
        label="Their reference"
        name="reference"
        required
        maxLength={200}
        autoComplete="off"
        hint="The number of their file. No names, no addresses, no links."
      />
      <div className="grid gap-x-4 md:grid-cols-2">
        <Select label="Urgency" name="urgency" required defaultValue="">
          <Unchosen />
          {urgencies.map((one) => (
            <option key={one} value={one}>
              {urgencyNames[one]}
            </option>
          ))}
        </Select>
        <Select label="Kind of threat" name="threat" required defaultValue="">
          <Unchosen />
          {threats.map((one) => (
            <option key={one} value={one}>
              {threatNames[one]}
            </option>
          ))}
        </Select>
        <Select label="What is at stake" name="stake" defaultValue="">
          <NotSaid />
          {stakes.map((one) => (
            <option key={one} value={one}>
              {stakeNames[one]}
            </option>
          ))}
        </Select>
        <Select label="Country where it happens" name="country" defaultValue="">
          <NotSaid />
          {countries.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
        <Select label="What it rests on" name="legalBasis" defaultValue="none" hint="Starts the clock of that law.">
          {legalBases.map((one) => (
            <option key={one} value={one}>
              {legalBasisNames[one]}
            </option>
          ))}
        </Select>
        <Select label="Language" name="language" defaultValue="">
          <NotSaid />
          {languages.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      </div>
    </>
  );
}

const Unchosen = () => (
  <option value="" disabled>
    Choose one
  </option>
);
const NotSaid = () => <option value="">Not said</option>;

/** What the fields hold, as the server takes it; it says what is wrong. */
export function raisedOf(form: FormData): RaiseCase {
  const said = (name: string) => String(form.get(name) ?? "");
  const optional = (name: string) => (said(name) === "" ? undefined : said(name));
  return {
    reference: said("reference"),
    urgency: said("urgency") as Urgency,
    threat: said("threat") as Threat,
    stake: optional("stake") as Stake | undefined,
    country: optional("country"),
    legalBasis: optional("legalBasis") as RaiseCase["legalBasis"],
    language: optional("language"),
  };
}
