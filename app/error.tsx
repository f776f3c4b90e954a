"use client";

import { Notice } from "../components/shell/notice.tsx";
import { Button } from "../components/ui/button.tsx";

/** Shown when a page fails. The digest is what the server's log knows the error by. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Notice
      title="This page could not be drawn"
      words={
        error.digest
          ? `Nothing was lost. Try again; if it stays, tell whoever runs this server: ${error.digest}`
          : "Nothing was lost. Try again."
      }
    >
      <Button onClick={reset}>Try again</Button>
    </Notice>
  );
}
