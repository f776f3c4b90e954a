import type { SourceOverview } from "../../server/sources/contract.ts";
import { cn } from "../ui/cn.ts";
import { Cell } from "../ui/data-table.tsx";
import { duration } from "../ui/format-duration.ts";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime, type Zone } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { shareWords, sourceLook, standForWords } from "./source-words.ts";

/** One source. `now`: server time by which its age counts; `old`: what is drawn was true then, and may not be now. */
export function SourceRow({
  source,
  now,
  zone,
  old,
  chosen,
  onChoose,
}: {
  source: SourceOverview;
  now: number;
  zone: Zone;
  old: boolean;
  chosen: boolean;
  onChoose: () => void;
}) {
  const look = sourceLook(source);
  const status = old ? "unknown" : look.status;
  const word = old ? `was ${look.word}` : look.word;
  const { lastDay } = source;
  const muted = old || source.revokedAt !== null;
  const age = source.newestEvent === null ? "—" : duration(now - source.newestEvent);
  const loud = look.word === "delayed" && !old;
  return (
    // The row is a larger target for the pointer; keys use its button
    <tr
      data-testid={`row-source-${source.id}`}
      data-state={source.revokedAt === null ? source.state : "revoked"}
      onClick={onChoose}
      className={cn(
        "cursor-pointer",
        chosen ? "bg-primary-soft" : "hover:bg-secondary",
        muted && "text-muted-foreground",
      )}
    >
      <Cell className="max-md:hidden">
        <span className="flex items-center gap-1.5">
          <StatusGlyph status={status} size={10} />
          <span className={cn(loud && "font-medium text-warning")}>{word}</span>
        </span>
      </Cell>
      <Cell className="max-md:py-2 max-md:pl-4">
        <button
          type="button"
          aria-current={chosen ? "true" : undefined}
          onClick={onChoose}
          title={source.name}
          className={cn(
            "block w-full truncate text-left font-medium outline-offset-[-1px]",
            !muted && "text-foreground",
          )}
        >
          <StatusGlyph status={status} size={10} className="mr-1.5 md:hidden" />
          {source.name}
        </button>
        <span className="mt-1 block whitespace-normal text-muted-foreground md:hidden">
          {word}. Last 24 h: {standForWords(lastDay)}, {fullNumber(lastDay.rejected)} rejected
        </span>
      </Cell>
      <Cell
        end
        className={cn("max-md:pt-2 max-md:pr-4 max-md:align-top", loud && "font-medium text-warning")}
        title={
          source.newestEvent === null
            ? "no event yet"
            : `event of ${dayAndTime(source.newestEvent, zone)} ${zone.label}`
        }
      >
        {age}
      </Cell>
      <Cell end className="text-muted-foreground max-xl:hidden">
        {source.medianGapMs === null ? "—" : gapWords(source.medianGapMs)}
      </Cell>
      <Cell className="max-md:hidden">
        <Share source={source} />
      </Cell>
      <Figure value={lastDay.events} />
      <Figure value={lastDay.aggregates} className="max-xl:hidden" />
      <Figure value={lastDay.counted} />
      <Figure value={lastDay.duplicates} className="max-xl:hidden" />
      <Figure value={lastDay.rejected} strong={lastDay.rejected > 0 && !muted} />
    </tr>
  );
}

function Figure({ value, strong, className }: { value: number; strong?: boolean; className?: string }) {
  return (
    <Cell
      end
      className={cn("max-md:hidden", strong && "font-medium", value === 0 && "text-muted-foreground", className)}
    >
      {fullNumber(value)}
    </Cell>
  );
}

function Share({ source }: { source: SourceOverview }) {
  const [first] = source.shares;
  if (!first) return <span title="nothing counted in the last 24 hours">—</span>;
  const { figure, of } = shareWords(first);
  return (
    <span
      className="grid grid-cols-[48px_36px] xl:grid-cols-[48px_36px_minmax(0,1fr)] items-center gap-2"
      title={`${figure} ${of}`}
    >
      <span className="h-1 bg-accent" aria-hidden="true">
        <span className="block h-1 bg-muted-foreground" style={{ width: `${first.part * 100}%` }} />
      </span>
      <span className="text-right">{figure}</span>
      <span className="truncate text-muted-foreground max-xl:sr-only">{of}</span>
    </span>
  );
}

/** A gap under a second is not "0 s". */
function gapWords(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)}\u00A0ms` : duration(milliseconds);
}
