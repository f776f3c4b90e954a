/** Text to be copied. It scrolls inside itself, so that no line widens the page. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="mt-2 max-h-96 overflow-auto border border-border bg-muted p-3">
      <pre className="font-mono text-sm">{children}</pre>
    </section>
  );
}
