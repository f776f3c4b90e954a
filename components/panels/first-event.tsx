/** Why a panel is empty, and the one thing to do about it. */
export function FirstEvent({ what }: { what: string }) {
  return (
    <>
      <p className="text-foreground">{what}</p>
      <p>
        To send the first event, make a key with{" "}
        <code className="rounded-xs bg-secondary px-1 font-mono text-sm break-words text-foreground md:whitespace-nowrap">
          npm run -s cli -- source create --name "My classifier"
        </code>{" "}
        and post to <code className="font-mono text-sm">/api/v1/events</code> with it.
      </p>
    </>
  );
}
