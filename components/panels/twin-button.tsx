import { ChartLine, Table } from "lucide-react";
import { Button } from "../ui/button.tsx";

export function TwinButton({ shown, toggle, what }: { shown: boolean; toggle: () => void; what: string }) {
  const Icon = shown ? ChartLine : Table;
  return (
    <Button
      variant="quiet"
      size="small"
      onClick={toggle}
      aria-pressed={shown}
      aria-keyshortcuts="d"
      title={`${shown ? "Show the chart" : "Show every figure as a table"} (key d)`}
    >
      <Icon size={14} aria-hidden />
      {shown ? "Chart" : "Table"}
      <span className="sr-only"> of {what}</span>
    </Button>
  );
}
