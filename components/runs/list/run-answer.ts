import type { RunDto } from "@/lib/domain/run/run";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";

export type RunAnswer = { kind: "http"; status: number } | { kind: "error"; code: RunErrorCode };

/** What came back in a word: the reason where it is more than a status, else the status. */
export function runAnswer(run: Pick<RunDto, "http_status" | "error_code">): RunAnswer | null {
  if (run.error_code !== null && run.error_code !== "HTTP_STATUS") {
    return { kind: "error", code: run.error_code };
  }
  if (run.http_status !== null) return { kind: "http", status: run.http_status };
  return run.error_code === null ? null : { kind: "error", code: run.error_code };
}
