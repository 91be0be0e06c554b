import { defineOperation } from "@/lib/domain/api/operation";
import {
  aiPreviewSchema,
  explainedRunSchema,
  runDetailSchema,
  runPage,
  runSchema,
} from "@/lib/domain/api/schemas/run";
import { listRunsInput } from "@/lib/domain/run/run";

export const runOperations = [
  defineOperation({
    id: "runRoutine",
    method: "POST",
    path: "/api/routines/{id}/run",
    tag: "Runs",
    summary: "Run a routine now",
    description:
      "Sends the routine's request and returns the finished run. The schedule isn't touched. 409 while a run of the routine is in progress.",
    scope: "run",
    responses: { 200: runSchema },
    problems: [409],
  }),
  defineOperation({
    id: "listRoutineRuns",
    method: "GET",
    path: "/api/routines/{id}/runs",
    tag: "Runs",
    summary: "List the runs of a routine",
    description: "Newest first. `from` is inclusive, `to` exclusive.",
    scope: "read",
    query: listRunsInput.omit({ routine_id: true }),
    responses: { 200: runPage },
  }),
  defineOperation({
    id: "getRun",
    method: "GET",
    path: "/api/routines/{id}/runs/{runId}",
    tag: "Runs",
    summary: "Get a run with its evidence",
    scope: "read",
    responses: { 200: runDetailSchema },
  }),
  defineOperation({
    id: "previewRunExplanation",
    method: "GET",
    path: "/api/routines/{id}/runs/{runId}/explain",
    tag: "Runs",
    summary: "Preview what a model would get of a run",
    description: "Nothing is sent. 409 where nothing would be.",
    scope: "read",
    responses: { 200: aiPreviewSchema },
    problems: [409],
  }),
  defineOperation({
    id: "explainRun",
    method: "POST",
    path: "/api/routines/{id}/runs/{runId}/explain",
    tag: "Runs",
    summary: "Have a model summarize why a run failed",
    description:
      "409 where the instance has no model, the workspace has it off, or nothing failed.",
    scope: "write",
    requestHeaders: ["Accept-Language"],
    responses: { 200: explainedRunSchema },
    problems: [409],
  }),
];
