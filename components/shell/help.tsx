"use client";

import { Dialog } from "../ui/dialog.tsx";
import { shortcuts, useSingleKeys } from "../ui/shortcuts.ts";

/** Every key, and the switch for those who dictate or hit keys by chance. */
export function Help({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useSingleKeys();
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-2">
        {Object.values(shortcuts).map(({ keys, words }) => (
          <div key={words} className="contents">
            <dt className="flex gap-1 justify-self-end">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="inline-flex h-6 min-w-6 items-center justify-center rounded-xs border border-border-strong px-1.5 font-sans text-sm"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-secondary-foreground">
        In a chart: arrows move along the points, Home and End to its ends, Enter pins what is said, Esc lets it go.
      </p>
      <label className="mt-4 flex min-h-8 items-center gap-2 max-md:min-h-11">
        <input type="checkbox" checked={on} onChange={(event) => setOn(event.target.checked)} className="size-4" />
        Single letters act
      </label>
    </Dialog>
  );
}
