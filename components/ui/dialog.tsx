"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { type ReactNode, useRef } from "react";

/**
 * A question over the page. Focus stays inside and goes back to what opened it, or, where that is gone, to the element
 * marked `data-return-focus`. Escape closes; a press beside it too, unless `keep` says that something would be lost.
 */
export function Dialog({
  title,
  onClose,
  busy = false,
  keep = false,
  children,
}: {
  title: string;
  onClose: () => void;
  /** An answer is awaited: it stays open until that is here. */
  busy?: boolean;
  keep?: boolean;
  children: ReactNode;
}) {
  const opener = useRef<Element | null>(null);
  return (
    <Primitive.Root open onOpenChange={(open) => (open || busy ? undefined : onClose())}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.5)]" />
        <Primitive.Content
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const { current } = opener;
            const target = current?.isConnected ? current : document.querySelector("[data-return-focus]");
            if (target instanceof HTMLElement) target.focus();
          }}
          onInteractOutside={(event) => {
            if (keep) event.preventDefault();
          }}
          className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-24px)] w-[min(520px,calc(100vw-24px))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-md border border-border-strong bg-popover p-6 shadow-floating max-md:p-4"
        >
          <Primitive.Title className="pr-10 text-xl font-semibold break-words">{title}</Primitive.Title>
          {children}
          <Primitive.Close
            aria-label="Close"
            disabled={busy}
            className="absolute top-4 right-4 grid size-8 place-items-center rounded-sm text-secondary-foreground hover:bg-secondary max-md:size-11"
          >
            <X size={16} aria-hidden />
          </Primitive.Close>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** The row of presses at the foot of a dialog; what it is for stands last. */
export function DialogFoot({ children }: { children: ReactNode }) {
  return <div className="mt-6 flex flex-wrap justify-end gap-2">{children}</div>;
}
