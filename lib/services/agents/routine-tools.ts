import { z } from "zod";
import { pageLimit } from "@/lib/domain/inputs";
import {
  createRoutineInput,
  listRoutinesInput,
  testRequestInput,
  type RoutineDto,
} from "@/lib/domain/routine/routine";
import { schedulePreviewQuery } from "@/lib/domain/schedule/schedule-preview";
import { reads, type AgentTool } from "@/lib/services/agents/agent-tool";
import {
  compactEvidence,
  compactRoutine,
  detailRoutine,
  MAX_TOOL_ROWS,
  TOOL_ROWS,
} from "@/lib/services/agents/compact";
import { dryRunFlag, routineId } from "@/lib/services/agents/tool-inputs";
import { withoutTrace } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { testRequest } from "@/lib/services/requests/test-request";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { listRoutines } from "@/lib/services/routines/list-routines";
import { previewSchedule } from "@/lib/services/routines/preview-schedule";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { requireRole } from "@/lib/services/workspaces/require-role";

const oneRoutine = z.strictObject({ routine_id: routineId });

/** `is_active` is text in a query, and `state` says the same. */
const listInput = listRoutinesInput
  .omit({ is_active: true })
  .extend({ limit: pageLimit(MAX_TOOL_ROWS, TOOL_ROWS) });

const createInput = createRoutineInput.extend({ dry_run: dryRunFlag });

const deleteInput = oneRoutine.extend({ dry_run: dryRunFlag });

const previewInput = schedulePreviewQuery.extend({
  interval_minutes: z.int("interval_minutes is a whole number.").optional(),
  limit: pageLimit(TOOL_ROWS, 5),
});

const nextRunText = ({ next_slots: [next] }: RoutineDto) =>
  next === undefined ? "No run is planned." : `The next run is at ${next}.`;

const listRoutinesTool: AgentTool = {
  name: "list_routines",
  title: "List routines",
  description:
    "Lists the routines of the workspace: scheduled HTTP requests, with their latest outcome and next run. Search with q (name and URL), or filter by last_status (FAILING: the latest outcome is a failure), state, kind or tag.",
  hints: reads,
  ...{ scope: "read", role: "VIEWER", rate: null },
  input: listInput,
  run: async (context, input) => {
    const { limit } = parseInput(listInput, input);
    const { data, next_cursor } = await listRoutines(context, { ...input, limit });
    const more = next_cursor === null ? "" : " There are more: pass next_cursor as cursor.";
    return {
      text: `${data.length} routines.${more}`,
      data: { routines: data.map(compactRoutine), next_cursor },
    };
  },
};

const getRoutineTool: AgentTool = {
  name: "get_routine",
  title: "Get a routine",
  description:
    "Gets a routine with its settings and next slots. Values of headers, of the query and the body are left out: they may hold credentials.",
  hints: reads,
  ...{ scope: "read", role: "VIEWER", rate: null },
  input: oneRoutine,
  run: async (context, input) => {
    const { routine_id } = parseInput(oneRoutine, input);
    const routine = await getRoutine(context, routine_id);
    return { text: nextRunText(routine), data: { routine: detailRoutine(routine) } };
  },
};

const previewScheduleTool: AgentTool = {
  name: "preview_schedule",
  title: "Preview a schedule",
  description:
    "Says a schedule in words and lists its next slots, without saving anything. Give one of interval_minutes, cron_expression (5 fields) and run_at, and an IANA time zone.",
  hints: reads,
  ...{ scope: "read", role: "VIEWER", rate: null },
  input: previewInput,
  run: async (context, input, words) => {
    const { limit, interval_minutes } = parseInput(previewInput, input);
    const preview = await previewSchedule(context, {
      ...input,
      ...(interval_minutes !== undefined && { interval_minutes: String(interval_minutes) }),
      limit,
    });
    const { next_slots, clock_changes, timezone } = preview;
    const text = words.schedule(preview) ?? "A schedule by a cron expression";
    return { text: `${text} (${timezone}).`, data: { next_slots, clock_changes, timezone } };
  },
};

const createRoutineTool: AgentTool = {
  name: "create_routine",
  title: "Create a routine",
  description:
    "Creates a routine: an HTTP request on a schedule. Needs name, endpoint_url and one of interval_minutes, cron_expression and run_at. Try the request with test_request first, and dry_run to see the next runs. Credentials never go into headers or URLs: name a secret of the workspace in secret_ref.",
  hints: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: false,
  },
  ...{ scope: "write", role: "MEMBER", rate: "writes" },
  input: createInput,
  run: async (context, input) => {
    const { dry_run: flag, ...settings } = input;
    const { dry_run: isDry } = parseInput(z.object({ dry_run: dryRunFlag }), { dry_run: flag });
    if (isDry) {
      const routine = await withoutTrace(context, (within) => createRoutine(within, settings));
      const { id: _, ...planned } = detailRoutine(routine);
      return {
        text: `Nothing was created. ${nextRunText(routine)}`,
        data: { dry_run: true, routine: planned },
      };
    }
    const routine = await createRoutine(context, settings);
    return {
      text: `The routine was created. ${nextRunText(routine)}`,
      data: { routine: compactRoutine(routine) },
    };
  },
};

const testRequestTool: AgentTool = {
  name: "test_request",
  title: "Test a request",
  description:
    "Sends a request once and returns how its response is judged, without saving a routine or a run. Takes the settings of a routine that are about its request.",
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  ...{ scope: "run", role: "MEMBER", rate: "tests" },
  input: testRequestInput,
  run: async (context, input) => {
    const result = await testRequest(context, input);
    return {
      text: `The request was sent, and counts as ${result.status}. Nothing was recorded.`,
      data: { result: compactEvidence(result) },
    };
  },
};

/** Pausing and resuming are changes of one setting. */
const switchTool = (
  isActive: boolean,
  tool: Pick<AgentTool, "name" | "title" | "description">,
): AgentTool => ({
  ...tool,
  hints: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  ...{ scope: "write", role: "MEMBER", rate: "writes" },
  input: oneRoutine,
  run: async (context, input) => {
    const { routine_id } = parseInput(oneRoutine, input);
    const routine = await updateRoutine(context, routine_id, { is_active: isActive });
    return {
      text: `The routine is ${isActive ? "active" : "paused"}. ${nextRunText(routine)}`,
      data: { routine: compactRoutine(routine) },
    };
  },
});

const pauseRoutineTool = switchTool(false, {
  name: "pause_routine",
  title: "Pause a routine",
  description: "Stops planning runs of a routine until it is resumed. A run in flight is finished.",
});

const resumeRoutineTool = switchTool(true, {
  name: "resume_routine",
  title: "Resume a routine",
  description: "Plans runs of a paused routine again, from its next slot on.",
});

const deleteRoutineTool: AgentTool = {
  name: "delete_routine",
  title: "Delete a routine",
  description:
    "Deletes a routine with all of its runs. It can't be undone: use dry_run first, and pause_routine where the routine may be needed again.",
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  ...{ scope: "write", role: "MEMBER", rate: "writes" },
  input: deleteInput,
  run: async (context, input) => {
    const { routine_id, dry_run: isDry } = parseInput(deleteInput, input);
    requireRole(context, "MEMBER");
    const routine = compactRoutine(await getRoutine(context, routine_id));
    if (isDry) {
      return {
        text: "Nothing was deleted. This routine and all of its runs would be.",
        data: { dry_run: true, routine },
      };
    }
    await deleteRoutine(context, routine_id);
    return { text: "The routine and its runs were deleted.", data: { deleted: routine } };
  },
};

export const routineTools: readonly AgentTool[] = [
  listRoutinesTool,
  getRoutineTool,
  previewScheduleTool,
  createRoutineTool,
  testRequestTool,
  pauseRoutineTool,
  resumeRoutineTool,
  deleteRoutineTool,
];
