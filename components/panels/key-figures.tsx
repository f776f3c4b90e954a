import type { Kind } from "../../server/counting/contract.ts";
import { signUps, takedownsBySubject, userReports } from "../live/views.ts";
import { AbuseTile } from "./abuse-tile.tsx";
import { HotlineTile } from "./hotline-tile.tsx";
import { RateTile } from "./rate-tile.tsx";
import { TotalUsersTile } from "./total-users-tile.tsx";

const channels = ["channel"];
const accounts = ["account"];
const signUpView = signUps("10s");
const reportView = userReports("10s");
const ofDecisions: readonly Kind[] = ["decision"];
const ofReports: readonly Kind[] = ["user_report"];
const ofSignUps: readonly Kind[] = ["accounts_created"];

/** The first two rows of Now: what is taken down and reported, then who comes and who waits. */
export function KeyFigures() {
  return (
    <section className="tiles border-b border-border">
      <h2 className="sr-only">Key figures</h2>
      <RateTile id="takedowns" label="Takedowns / min" view={takedownsBySubject} kinds={ofDecisions} />
      <RateTile id="channels" label="Channels / min" view={takedownsBySubject} keys={channels} kinds={ofDecisions} />
      <RateTile id="accounts" label="Accounts / min" view={takedownsBySubject} keys={accounts} kinds={ofDecisions} />
      <RateTile id="user-reports" label="User reports / min" view={reportView} kinds={ofReports} />
      <RateTile id="sign-ups" label="Sign-ups / min" view={signUpView} kinds={ofSignUps} />
      <TotalUsersTile />
      <AbuseTile />
      <HotlineTile />
    </section>
  );
}
