import { randomOf, weighted } from "../../server/cli/demo/random.ts";

/** One generated event: its line as a sender posts it, and the same as columns for the comparison table. */
export interface GeneratedEvent {
  line: string;
  columns: readonly string[];
}

const category = weighted(
  "OTHER_VIOLATION_TC 62, SCAMS_AND_FRAUD 15, ILLEGAL_OR_HARMFUL_SPEECH 11, NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS 2.4, VIOLENCE 2, DATA_PROTECTION_AND_PRIVACY_VIOLATIONS 1.6, PROTECTION_OF_MINORS 1.4, CONSUMER_INFORMATION 1, UNSAFE_AND_PROHIBITED_PRODUCTS 0.9, RISK_FOR_PUBLIC_SECURITY 0.9, INTELLECTUAL_PROPERTY_INFRINGEMENTS 0.6, SELF_HARM 0.4, CYBER_VIOLENCE 0.4, ANIMAL_WELFARE 0.2, CYBER_VIOLENCE_AGAINST_WOMEN 0.1, NOT_SPECIFIED_NOTICE 0.1",
);
const country = weighted(
  "IN 18,RU 12,BR 8,ID 7,US 6,UA 5,EG 4,TR 4,MX 3,DE 3,FR 2,ES 2,IT 2,PL 2,GB 2,NL 1,PH 3,VN 3,NG 3,PK 3,BD 2,UZ 2,KZ 2,IR 2,IQ 1,SA 1,MY 1,TH 1,JP 1,KR 1,AR 1,CO 1,ZA 1,RO 1,CZ 1,GR 1,SE 1,PT 1,ZZ 5",
);
const subject = weighted("post 86, account 7, channel 3, group 3, bot 1");
const visibility = weighted(
  "DECISION_VISIBILITY_CONTENT_REMOVED 88, DECISION_VISIBILITY_CONTENT_DEMOTED 7, DECISION_VISIBILITY_CONTENT_LABELLED 5",
);
const origin = weighted(
  "SOURCE_VOLUNTARY 96, SOURCE_ARTICLE_16 2.5, SOURCE_TYPE_OTHER_NOTIFICATION 1, SOURCE_TRUSTED_FLAGGER 0.5",
);
const automation = weighted(
  "AUTOMATED_DECISION_FULLY 80, AUTOMATED_DECISION_PARTIALLY 12, AUTOMATED_DECISION_NOT_AUTOMATED 8",
);
const kind = weighted("decision.made 90, accounts.created 8, accounts.deleted 2");

/**
 * `total` events of one sender, in the order in which they happened but for 5 s of disorder, spread over the hour
 * that ends at `until`; 5 % repeat an earlier one to the letter, as a sender does that missed an answer.
 */
export function* generateEvents(options: {
  seed: number;
  sender: number;
  total: number;
  until: number;
}): Generator<GeneratedEvent> {
  const { seed, sender, total, until } = options;
  const random = randomOf(seed, sender);
  const recent: GeneratedEvent[] = [];
  for (let i = 0; i < total; i++) {
    const earlier = recent[Math.floor(random() * recent.length)];
    if (earlier && random() < 0.05) {
      yield earlier;
      continue;
    }
    const disorder = random() * 5_000;
    const time = new Date(until - 3_600_000 + Math.floor((i / total) * 3_595_000 + disorder)).toISOString();
    const event = draw(random, randomId(random), time);
    if (recent.length < 5_000) recent.push(event);
    else recent[i % 5_000] = event;
    yield event;
  }
}

function draw(random: () => number, id: string, time: string): GeneratedEvent {
  const type = kind(random);
  const where = country(random);
  const stated = where === "ZZ" ? "" : `,"country":"${where}"`;
  const head = `{"specversion":"1.0","id":"${id}","source":"/bench","type":"${type}","time":"${time}"`;
  if (type !== "decision.made") {
    const line = `${head},"data":{"count":1${stated}}}`;
    return { line, columns: [id, time, "none", "none", "none", "none", "none", "none", where, "none"] };
  }
  const what = category(random);
  const about = subject(random);
  const seen = visibility(random);
  const why = origin(random);
  const automatic = automation(random);
  const detected = automatic === "AUTOMATED_DECISION_NOT_AUTOMATED" ? "No" : "Yes";
  const keyword = what === "RISK_FOR_PUBLIC_SECURITY" ? ',"category_specification":["KEYWORD_TERRORIST_CONTENT"]' : "";
  const restriction =
    about === "account" ? '"decision_account":"DECISION_ACCOUNT_TERMINATED"' : `"decision_visibility":["${seen}"]`;
  return {
    line: `${head},"data":{"category":"STATEMENT_CATEGORY_${what}",${restriction},"source_type":"${why}","automated_detection":"${detected}","automated_decision":"${automatic}","subject":"${about}"${stated}${keyword}}}`,
    columns: [id, time, what, about, seen, why, detected, automatic, where, keyword ? "terrorism" : "none"],
  };
}

/** A random UUID, as senders of CloudEvents commonly use for ids. */
function randomId(random: () => number): string {
  const word = () =>
    Math.floor(random() * 4_294_967_296)
      .toString(16)
      .padStart(8, "0");
  const [a, b, c, d] = [word(), word(), word(), word()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
