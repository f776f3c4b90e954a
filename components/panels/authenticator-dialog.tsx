"use client";

import { useMutation } from "@tanstack/react-query";
import { encodeQR } from "qr";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { IssuedAuthenticator } from "../../server/identity/factors/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { useSubmit } from "./use-submit.ts";

/** From the secret, by its first code, to the recovery codes. */
export function AuthenticatorDialog({ onDone, onClose }: { onDone: () => Promise<void>; onClose: () => void }) {
  const trpc = useTRPC();
  const issue = useMutation(trpc.account.issueAuthenticator.mutationOptions());
  const verify = useMutation(trpc.account.verifyAuthenticator.mutationOptions());
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { busy, error, send } = useSubmit();
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    void send(() => issue.mutateAsync());
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code") ?? "");
    void send(async () => {
      const { recoveryCodes } = await verify.mutateAsync({ code });
      setCodes(recoveryCodes);
      await onDone();
    });
  }

  if (codes) {
    return (
      <Dialog title="The app is on. Your recovery codes" onClose={onClose} keep>
        <RecoveryCodes codes={codes} onDone={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title="Set up an authenticator app" onClose={onClose} busy={busy} keep>
      <form method="post" onSubmit={submit}>
        <p className="mt-4">Scan this with the app, or type the secret into it. Then enter the code that it shows.</p>
        <Secret issued={issue.data} />
        <Field
          label="Code of the app"
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={20}
          required
        />
        <FormFoot error={error} act="Turn on" busy={busy} disabled={busy || !issue.data} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Drawn here, in this browser: the secret reaches nobody who draws pictures. */
function Secret({ issued }: { issued: IssuedAuthenticator | undefined }) {
  const secret = issued?.secret.match(/.{1,4}/g)?.join(" ");
  return (
    <div className="mt-3 flex flex-wrap items-center gap-4">
      <div className="size-46 flex-none bg-[#ffffff] p-2">{issued ? <QrCode text={issued.address} /> : null}</div>
      <div className="min-w-0 grow basis-48">
        <p className="text-sm text-muted-foreground">Secret</p>
        <p data-testid="authenticator-secret" className="font-mono text-base [overflow-wrap:anywhere] select-all">
          {secret ?? "…"}
        </p>
        <p className="mt-2 text-sm text-muted-foreground">Time-based, 6 digits, 30 seconds.</p>
      </div>
    </div>
  );
}

/** Dark on light in both themes, with the quiet zone around it that readers need. */
function QrCode({ text }: { text: string }) {
  const rows = encodeQR(text, "raw", { border: 2 });
  const size = rows.length;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label="QR code of the secret that stands beside it"
      className="size-full"
    >
      <path d={path} fill="#000000" />
    </svg>
  );
}
