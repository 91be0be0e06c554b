import { colorOf } from "@/cli/terminal/colors";
import type { Output } from "@/cli/terminal/output";
import { plainLine } from "@/cli/terminal/plain-text";
import { duration, localTime } from "@/cli/terminal/times";
import type { RunDto } from "@/lib/domain/run/run";

/** The outcome of a run, as people call it. */
const outcomeOf = ({ status, is_degraded }: RunDto): string => (is_degraded ? "DEGRADED" : status);

/** What went wrong, in a few words; empty where nothing did. */
function reasonOf({ error_code, error_message, http_status, status }: RunDto): string {
  if (status === "RUNNING" || status === "SUCCESS") return "";
  if (error_message !== null) return error_message;
  return error_code ?? (http_status === null ? "" : `status ${http_status}`);
}

export function printRuns(output: Output, runs: readonly RunDto[]): void {
  const { paint } = output;
  output.table(
    [
      { title: "TIME", cell: (run) => localTime(run.started_at ?? run.created_at) },
      {
        title: "OUTCOME",
        cell: outcomeOf,
        paint: (text) => paint(colorOf(text.trim()), text),
      },
      { title: "ROUTINE", cell: ({ routine_name }) => routine_name, isFlexible: true },
      { title: "TRIGGER", cell: ({ triggered_by }) => triggered_by.toLowerCase() },
      { title: "STATUS", cell: ({ http_status }) => String(http_status ?? "-"), isRight: true },
      { title: "TOOK", cell: ({ duration_ms }) => duration(duration_ms), isRight: true },
      { title: "REASON", cell: reasonOf, isFlexible: true },
      { title: "ID", cell: ({ id }) => id },
    ],
    runs,
  );
}

const WIDEST_OUTCOME = 9;

/** A run on one line, for a log. */
export function runLine({ paint }: Output, run: RunDto): string {
  const outcome = outcomeOf(run);
  const parts = [
    paint("gray", localTime(run.finished_at ?? run.created_at)),
    paint(colorOf(outcome), outcome.padEnd(WIDEST_OUTCOME)),
    plainLine(run.routine_name),
    ...(run.http_status === null ? [] : [String(run.http_status)]),
    ...(run.duration_ms === null ? [] : [duration(run.duration_ms)]),
    plainLine(reasonOf(run)),
  ];
  return parts.filter((part) => part !== "").join("  ");
}

/** The result of a run that was waited for. */
export function printRunResult(output: Output, run: RunDto): void {
  output.line(runLine(output, run));
  output.line(output.paint("gray", `run ${run.id}`));
}
