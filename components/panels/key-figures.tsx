import { signUps, takedownsBySubject } from "../live/views.ts";
import { HotlineTile } from "./hotline-tile.tsx";
import { RateTile } from "./rate-tile.tsx";
import { TotalUsersTile } from "./total-users-tile.tsx";

const channelsAndGroups = ["channel", "group"];
const accounts = ["account"];
const signUpView = signUps("10s");

/** The first row of Now. */
export function KeyFigures() {
  return (
    <section className="tiles border-b border-border">
      <h2 className="sr-only">Key figures</h2>
      <RateTile id="takedowns" label="Takedowns / min" view={takedownsBySubject} />
      <RateTile
        id="channels-groups"
        label="Channels, groups / min"
        view={takedownsBySubject}
        keys={channelsAndGroups}
      />
      <RateTile id="accounts" label="Accounts / min" view={takedownsBySubject} keys={accounts} />
      <RateTile id="sign-ups" label="Sign-ups / min" view={signUpView} />
      <TotalUsersTile />
      <HotlineTile />
    </section>
  );
}
