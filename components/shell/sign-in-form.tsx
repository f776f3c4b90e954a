"use client";

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { FormError } from "../ui/form-error.tsx";
import { useInBrowser } from "../ui/use-in-browser.ts";
import { signInByPasskey } from "./passkey-request.ts";
import { type SignInAnswer, sendCode, signIn } from "./sign-in-request.ts";

type Step = "password" | "app" | "recovery";

/** `waiting`: a password was right a moment ago, and the second step is still to be taken. */
export function SignInForm({ waiting }: { waiting: boolean }) {
  const [step, setStep] = useState<Step>(waiting ? "app" : "password");
  const [error, setError] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const inBrowser = useInBrowser();
  const busy = sending || !inBrowser;
  const go = (next: Step, words: string | null = null) => {
    setStep(next);
    setError(words);
  };

  async function take(asked: () => Promise<SignInAnswer>): Promise<void> {
    setSending(true);
    setError(null);
    const answer = await asked();
    if (answer.kind === "signed-in") return window.location.assign("/");
    setSending(false);
    if (answer.kind === "second-step") go("app");
    else if (answer.ended) go("password", answer.words);
    else setError(answer.words);
  }

  if (step === "password") return <PasswordStep {...{ error, sending, busy, take }} />;
  return <CodeStep key={step} by={step} {...{ error, sending, busy, take, go }} />;
}

interface StepProps {
  error: string | null;
  sending: boolean;
  /** Nothing may be pressed: an answer is awaited, or the page does not hear yet. */
  busy: boolean;
  take: (asked: () => Promise<SignInAnswer>) => Promise<void>;
}

function PasswordStep({ error, sending, busy, take }: StepProps) {
  return (
    <>
      <StepForm
        onSend={(form) => take(() => signIn(String(form.get("email") ?? ""), String(form.get("password") ?? "")))}
      >
        <Field
          label="Work e-mail"
          name="email"
          type="email"
          autoComplete="username"
          placeholder="you@your-company.example"
          required
        />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        <FormError message={error} />
        <Button type="submit" variant="primary" size="large" className="mt-4" disabled={busy}>
          {sending ? "Signing in" : "Sign in"}
        </Button>
      </StepForm>
      <p className="my-3 flex items-center gap-3 text-sm text-muted-foreground">
        <span className="h-px grow bg-border" />
        or
        <span className="h-px grow bg-border" />
      </p>
      <Button size="large" onClick={() => void take(signInByPasskey)} disabled={busy}>
        Use a passkey
      </Button>
    </>
  );
}

const steps = {
  app: {
    words: "The password is right. Your account also asks for the code that your authenticator app shows now.",
    label: "Code of the app",
    other: "recovery",
    otherWords: "Use a recovery code",
    field: { inputMode: "numeric", autoComplete: "one-time-code", maxLength: 20 },
  },
  recovery: {
    words: "A recovery code stands in for the app, once. You kept them when you set it up.",
    label: "Recovery code",
    other: "app",
    otherWords: "Use the app's code",
    field: { autoComplete: "off", autoCapitalize: "none", spellCheck: false, maxLength: 40 },
  },
} as const;

function CodeStep({
  by,
  error,
  sending,
  busy,
  take,
  go,
}: StepProps & { by: "app" | "recovery"; go: (step: Step, words?: string | null) => void }) {
  const { words, label, other, otherWords, field } = steps[by];
  const input = useRef<HTMLInputElement>(null);
  // The step takes the place of the last: whoever typed there goes on here.
  useEffect(() => input.current?.focus(), []);
  return (
    <StepForm onSend={(form) => take(() => sendCode(by, String(form.get("code") ?? "")))}>
      <p role="status" className="text-secondary-foreground">
        {words}
      </p>
      <Field ref={input} label={label} name="code" className={codeField} required {...field} />
      <FormError message={error} />
      <Button type="submit" variant="primary" size="large" className="mt-4" disabled={busy}>
        {sending ? "Signing in" : "Sign in"}
      </Button>
      <div className="mt-3 flex flex-wrap justify-between gap-2">
        <Button variant="quiet" size="normal" onClick={() => go(other)} disabled={busy}>
          {otherWords}
        </Button>
        <Button variant="quiet" size="normal" onClick={() => go("password")} disabled={busy}>
          Start again
        </Button>
      </div>
    </StepForm>
  );
}

const codeField =
  "h-11 w-full rounded-sm border border-input bg-background px-3 font-mono text-lg tracking-widest text-foreground";

function StepForm({ onSend, children }: { onSend: (form: FormData) => Promise<void>; children: ReactNode }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void onSend(new FormData(event.currentTarget));
  };
  return (
    <form method="post" onSubmit={submit} className="mt-4">
      {children}
    </form>
  );
}
