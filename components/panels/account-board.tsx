"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import type { Account, Passkey } from "../../server/identity/factors/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { Button } from "../ui/button.tsx";
import { dayAndTime, utc } from "../ui/format-time.ts";
import { type Status, StatusGlyph } from "../ui/status-glyph.tsx";
import type { AccountDeed } from "./account-dialogs.tsx";
import { AccountSessions } from "./account-sessions.tsx";
import { Panel } from "./panel.tsx";

/** QR code, forms and what guards them come when the first of them is opened. */
const AccountDialogs = dynamic(() => import("./account-dialogs.tsx").then((dialogs) => dialogs.AccountDialogs), {
  ssr: false,
});
/** A proof that ends this soon, ms, is asked for again before a form is opened rather than when it is sent. */
const headStartMs = 60_000;
/** So few recovery codes are a warning. */
const fewCodes = 3;

/** The own account: who one is here, and with what one proves it. */
export function AccountBoard({ initial }: { initial: Account }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const asked = useQuery({ ...trpc.account.read.queryOptions(), initialData: initial });
  const [deed, setDeed] = useState<AccountDeed | null>(null);
  const account = asked.data;
  const proved = () => Date.now() - asked.dataUpdatedAt < account.proofLastsMs - headStartMs;
  /** What guards the account is changed by whoever has just proved who they are. */
  const guarded = (next: AccountDeed) => setDeed(proved() ? next : { name: "prove", next });
  const askAgain = () => queries.invalidateQueries({ queryKey: trpc.account.pathKey() });
  const hasApp = account.authenticatorSince !== null;
  return (
    <div className="max-w-[920px]">
      {initial.secondFactorMissing ? <MissingFactor account={account} onProve={setDeed} /> : null}
      <Section id="who" title="You">
        <Facts
          facts={[
            ["Name", account.name],
            ["E-mail", account.email],
            ["Roles", account.roles.join(", ") || "none"],
          ]}
        />
        <Words>An administrator changes these.</Words>
      </Section>
      <Section
        id="password"
        title="Password"
        acts={<Button onClick={() => setDeed({ name: "password" })}>Change password</Button>}
      >
        <Words>A new one ends your other sessions.</Words>
      </Section>
      <Section
        id="authenticator"
        title="Authenticator app"
        state={
          account.authenticatorSince === null
            ? { status: "unknown", words: "not set up" }
            : { status: "done", words: `on since ${dayAndTime(account.authenticatorSince, utc)} UTC` }
        }
        acts={
          hasApp ? (
            <Button onClick={() => guarded({ name: "remove-authenticator" })}>Remove app</Button>
          ) : (
            <Button onClick={() => guarded({ name: "authenticator" })}>Set up app</Button>
          )
        }
      >
        <Words>
          {hasApp
            ? "Your password alone signs nobody in: the code that the app shows is asked for, too."
            : "An app on your phone shows a code that changes every 30 seconds. Sign-in then asks for it after the password."}
        </Words>
      </Section>
      {hasApp ? (
        <Section
          id="recovery"
          title="Recovery codes"
          state={{
            status: account.recoveryCodesLeft < fewCodes ? "warning" : "done",
            words: `${account.recoveryCodesLeft} left`,
          }}
          acts={<Button onClick={() => guarded({ name: "recovery-codes" })}>Make new codes</Button>}
        >
          <Words>Each stands in for the app once. New ones make all earlier ones void.</Words>
        </Section>
      ) : null}
      <Section
        id="passkeys"
        title="Passkeys"
        state={
          account.passkeys.length === 0
            ? { status: "unknown", words: "none" }
            : { status: "done", words: String(account.passkeys.length) }
        }
        acts={<Button onClick={() => guarded({ name: "passkey" })}>Add passkey</Button>}
      >
        <Words>
          Your device or a security key signs you in by fingerprint, face or PIN, without a password. It cannot be given
          to a false page.
        </Words>
        <PasskeyList passkeys={account.passkeys} onRemove={(passkey) => guarded({ name: "remove-passkey", passkey })} />
      </Section>
      <AccountSessions />
      {deed ? (
        <AccountDialogs
          deed={deed}
          byPasskey={account.passkeys.length > 0}
          onNext={setDeed}
          onDone={askAgain}
          onClose={() => setDeed(null)}
        />
      ) : null}
    </div>
  );
}

/** Nothing else opens for this person until it is set right. */
function MissingFactor({ account, onProve }: { account: Account; onProve: (deed: AccountDeed) => void }) {
  const hasPasskey = account.passkeys.length > 0;
  if (!account.secondFactorMissing) {
    return (
      <section
        aria-label="What was missing"
        className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-border px-4 py-3"
      >
        <p role="status" className="flex grow items-center gap-2">
          <StatusGlyph status="done" />
          Your second factor is set up. Everything that your roles include is open.
        </p>
        <Button variant="primary" asChild>
          <a href="/">Go on</a>
        </Button>
      </section>
    );
  }
  return (
    <section
      aria-label="What is missing"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-warning-line bg-warning-soft px-4 py-3"
    >
      <p className="flex min-w-0 grow basis-80 items-start gap-2">
        <StatusGlyph status="warning" className="mt-1" />
        <span>
          <b className="font-medium">Your role asks for a second factor.</b>{" "}
          {hasPasskey
            ? "Use your passkey now, or set up an authenticator app: then everything else opens."
            : "Add a passkey, or set up an authenticator app: then everything else opens."}
        </span>
      </p>
      {hasPasskey ? <Button onClick={() => onProve({ name: "prove", next: null })}>Use passkey</Button> : null}
    </section>
  );
}

function Section({
  id,
  title,
  state,
  acts,
  children,
}: {
  id: string;
  title: string;
  state?: { status: Status; words: string };
  acts?: ReactNode;
  children: ReactNode;
}) {
  const unit = state ? (
    <span className="inline-flex items-center gap-1.5" data-testid={`${id}-state`}>
      <StatusGlyph status={state.status} size={10} />
      {state.words}
    </span>
  ) : null;
  return (
    <Panel id={id} title={title} unit={unit} className="border-b border-border py-3" liveness={null}>
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2 px-4">
        <div className="min-w-0 grow basis-80">{children}</div>
        {acts ? <div className="flex flex-none gap-2">{acts}</div> : null}
      </div>
    </Panel>
  );
}

const Words = ({ children }: { children: ReactNode }) => (
  <p className="max-w-[64ch] text-secondary-foreground">{children}</p>
);

function Facts({ facts }: { facts: readonly (readonly [string, string])[] }) {
  return (
    <dl className="mb-1 grid grid-cols-[72px_minmax(0,1fr)] gap-x-3 gap-y-1">
      {facts.map(([term, said]) => (
        <div key={term} className="contents">
          <dt className="text-muted-foreground">{term}</dt>
          <dd className="[overflow-wrap:anywhere]">{said}</dd>
        </div>
      ))}
    </dl>
  );
}

function PasskeyList({ passkeys, onRemove }: { passkeys: readonly Passkey[]; onRemove: (passkey: Passkey) => void }) {
  if (passkeys.length === 0) return null;
  return (
    <ul aria-label="Your passkeys" className="mt-2 border-t border-border">
      {passkeys.map((passkey) => (
        <li key={passkey.id} className="flex min-h-9 flex-wrap items-center gap-x-3 border-b border-border py-1">
          <span className="min-w-0 grow basis-40 font-medium [overflow-wrap:anywhere]">{passkey.name}</span>
          <span className="text-sm text-muted-foreground">added {dayAndTime(passkey.addedAt, utc)} UTC</span>
          <Button
            size="small"
            variant="quiet"
            aria-label={`Remove passkey ${passkey.name}`}
            onClick={() => onRemove(passkey)}
          >
            Remove
          </Button>
        </li>
      ))}
    </ul>
  );
}
