import { Mark } from "./mark.tsx";

/** The head of pages that anyone may read. */
export function PublicHeader() {
  return (
    <header className="border-b border-border">
      <div className="mx-auto flex h-14 max-w-[1120px] items-center gap-2.5 px-4">
        <Mark size={24} />
        <span className="text-lg font-semibold">Watchfloor</span>
        <a
          href="/sign-in"
          className="ml-auto inline-flex h-11 items-center text-secondary-foreground hover:text-foreground"
        >
          Sign in
        </a>
      </div>
    </header>
  );
}
