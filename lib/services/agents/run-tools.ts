import { z } from "zod";
import { pageLimit } from "@/lib/domain/inputs";
import { explainFailure } from "@/lib/domain/run/explain-failure";
import { listRunsInput } from "@/lib/domain/run/run";
import { minuteParameter } from "@/lib/domain/slots/slot-page";
import { reads, type AgentTool } from "@/lib/services/agents/agent-tool";
import {
  compactEvidence,
  compactRoutine,
  compactRun,
  MAX_TOOL_ROWS,
  TOOL_ROWS,
} from "@/lib/services/agents/compact";
import { dryRunFlag, routineId, runId } from "@/lib/services/agents/tool-inputs";
import { untrusted } from "@/lib/services/agents/untrusted";
import { parseInput } from "@/lib/services/parse-input";
import { explainMinute } from "@/lib/services/routines/explain-minute";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { compareRun } from "@/lib/services/runs/compare-run";
import { getRun } from "@/lib/services/runs/get-run";
import { listRuns } from "@/lib/services/runs/list-runs";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** The most lines of the difference of two bodies. */
const MAX_DIFF_LINES = 60;

const listInput = listRunsInput.extend({ limit: pageLimit(MAX_TOOL_ROWS, TOOL_ROWS) });

const runInput = z.strictObject({ routine_id: routineId, dry_run: dryRunFlag });

const oneRun = z.strictObject({ run_id: runId });

const minuteInput = minuteParameter.extend({ routine_id: routineId });

const listRunsTool: AgentTool = {
  name: "list_runs",
  title: "List runs",
  description:
    "Lists runs, newest first, of the workspace or of one routine. status NOT_SUCCESS finds everything that went wrong; from and to are RFC 3339 times.",
  hints: reads,
  ...{ scope: "read", role: "VIEWER", rate: null },
  input: listInput,
  run: async (context, input) => {
    const { limit } = parseInput(listInput, input);
    const { data, next_cursor } = await listRuns(context, { ...input, limit });
    const more = next_cursor === null ? "" : " There are more: pass next_cursor as cursor.";
    return {
      text: `${data.length} runs.${more}`,
      data: { runs: data.map(compactRun), next_cursor },
    };
  },
};

const runRoutineTool: AgentTool = {
  name: "run_routine",
  title: "Run a routine now",
  description:
    "Sends the request of a routine now, waits for its response and returns the recorded run. The schedule stays as it is. The endpoint may do something that can't be undone: dry_run says what would be sent.",
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  ...{ scope: "run", role: "MEMBER", rate: "runs" },
  input: runInput,
  run: async (context, input) => {
    const { routine_id, dry_run: isDry } = parseInput(runInput, input);
    if (isDry) {
      requireRole(context, "MEMBER");
      const routine = await getRoutine(context, routine_id);
      return {
        text: "Nothing was sent. The request of this routine would be.",
        data: { dry_run: true, routine: compactRoutine(routine) },
      };
    }
    const run = await runRoutineNow(context, routine_id);
    return {
      text: `The run has the status ${run.status}.`,
      data: { run: compactRun(run) },
      hasAlerts: true,
    };
  },
};

const explainMinuteTool: AgentTool = {
  name: "explain_minute",
  title: "Explain a minute",
  description:
    "Says why a routine ran or didn't run at a minute: the slot and its runs, or why there was none (paused, skipped, not scheduled, in the future).",
  hints: reads,
  ...{ scope: "read", role: "VIEWER", rate: null },
  input: minuteInput,
  run: async (context, input, words) => {
    const { routine_id, minute } = parseInput(minuteInput, input);
    const routine = await getRoutine(context, routine_id);
    const verdict = await explainMinute(context, routine_id, minute);
    return { text: words.minute(verdict, routine), data: verdict };
  },
};

const explainFailureTool: AgentTool = {
  name: "explain_failure",
  title: "Explain a failure",
  description:
    "Says why a run failed or was slow and what to do next, by fixed rules, with the evidence: steps in milliseconds, broken rules and the beginning of the response.",
  hints: reads,
  ...{ scope: "read", role: "VIEWER", rate: null },
  input: oneRun,
  run: async (context, input, words) => {
    const { run_id } = parseInput(oneRun, input);
    const { run, lastGood } = await getRun(context, run_id);
    const explanation = explainFailure(run);
    const said = explanation === null ? null : words.failure(explanation);
    return {
      text: said === null ? "There is nothing to explain: the run didn't fail." : said.why,
      data: {
        cause: explanation?.cause ?? null,
        next: said?.next ?? null,
        run: { ...compactRun(run), ...compactEvidence(run) },
        last_good_run: lastGood && { id: lastGood.id, finished_at: lastGood.finished_at },
        summary_by_a_model: untrusted(run.ai_summary),
      },
    };
  },
};

const compareRunTool: AgentTool = {
  name: "compare_run",
  title: "Compare with the last good run",
  description:
    "Puts a run beside the newest success of its routine before it, with the differences of their bodies.",
  hints: reads,
  ...{ scope: "read", role: "VIEWER", rate: null },
  input: oneRun,
  run: async (context, input) => {
    const { run_id } = parseInput(oneRun, input);
    const { run, last_good, body_diff } = await compareRun(context, run_id);
    const lines = body_diff.flatMap(({ line, lines: parts }) =>
      parts
        .filter(({ kind }) => kind !== "same")
        .map(({ kind, text }) => ({ near_line: line, kind, text: untrusted(text) })),
    );
    const side = (one: typeof run) => ({
      id: one.id,
      finished_at: one.finished_at,
      ...compactEvidence(one),
    });
    return {
      text:
        last_good === null
          ? "There was no success before this run."
          : `${lines.length} lines of the kept bodies differ.`,
      data: {
        run: side(run),
        last_good: last_good && side(last_good),
        body_diff: lines.slice(0, MAX_DIFF_LINES),
        is_diff_cut: lines.length > MAX_DIFF_LINES,
      },
    };
  },
};

export const runTools: readonly AgentTool[] = [
  listRunsTool,
  runRoutineTool,
  explainMinuteTool,
  explainFailureTool,
  compareRunTool,
];
