import { defineOperation } from "@/lib/domain/api/operation";
import { failingPage, overviewSchema } from "@/lib/domain/api/schemas/overview";
import {
  bulkResultSchema,
  pastedRoutineSchema,
  routinePolicySchema,
  schedulePreviewSchema,
  testResultSchema,
} from "@/lib/domain/api/schemas/routine-tools";
import { pastedTextInput } from "@/lib/domain/paste/pasted-settings";
import { bulkRoutinesInput } from "@/lib/domain/routine/bulk";
import { testRequestInput } from "@/lib/domain/routine/routine";
import { schedulePreviewQuery } from "@/lib/domain/schedule/schedule-preview";

/** What helps to make routines, and what is done to many at once. */
export const routineToolOperations = [
  defineOperation({
    id: "bulkRoutines",
    method: "POST",
    path: "/api/routines/bulk",
    tag: "Routines",
    summary: "Do one thing to many routines",
    description:
      "Name up to 5,000 by `ids`, or all that match a `filter`. Changes are made in one transaction; a routine with a problem stays as it is. `delete` by a filter needs `count`, the number that you expect it to match, and changes nothing where it is another (409). `run` takes up to 10 ids, and a key with the scope `run`.",
    scope: "write",
    body: bulkRoutinesInput,
    example: { action: "pause", filter: { tag: "nightly" } },
    abilities: { canRehearse: true },
    responses: { 200: bulkResultSchema },
    problems: [409],
  }),
  defineOperation({
    id: "testRequest",
    method: "POST",
    path: "/api/routines/test",
    tag: "Routines",
    summary: "Send a request once, without saving a routine",
    description:
      "Takes the settings of a routine that are about its request. Nothing is recorded; the response comes back with its body.",
    scope: "run",
    body: testRequestInput,
    example: { endpoint_url: "https://example.com/health", http_method: "GET" },
    responses: { 200: testResultSchema },
  }),
  defineOperation({
    id: "readCommand",
    method: "POST",
    path: "/api/routines/from-curl",
    tag: "Routines",
    summary: "Read settings from a command",
    description:
      "A command of curl or wget, or a line of a crontab. Nothing is saved. Credentials are left out and named in a remark.",
    scope: "read",
    body: pastedTextInput,
    example: { text: "0 3 * * * curl -fsS -X POST https://example.com/backup" },
    responses: { 200: pastedRoutineSchema },
  }),
  defineOperation({
    id: "previewSchedule",
    method: "GET",
    path: "/api/routines/schedule-preview",
    tag: "Routines",
    summary: "Preview a schedule",
    description:
      "In words, in the language of `Accept-Language`, and with its next slots. Give one of `interval_minutes`, `cron_expression` and `run_at`.",
    scope: "read",
    query: schedulePreviewQuery,
    exampleQuery: { cron_expression: "0 9 * * 1-5", timezone: "America/Sao_Paulo" },
    requestHeaders: ["Accept-Language"],
    responses: { 200: schedulePreviewSchema },
  }),
  defineOperation({
    id: "listFailing",
    method: "GET",
    path: "/api/routines/failing",
    tag: "Routines",
    summary: "List the routines that fail now",
    description: "Up to 50, the one that has failed for longest first.",
    scope: "read",
    responses: { 200: failingPage },
  }),
  defineOperation({
    id: "getRoutinePolicy",
    method: "GET",
    path: "/api/routines/{id}/alert-policy",
    tag: "Alert policies",
    summary: "Get the policy that applies to a routine",
    description: "With where it comes from: the routine, a tag, the workspace, or built in.",
    scope: "read",
    responses: { 200: routinePolicySchema },
  }),
  defineOperation({
    id: "getOverview",
    method: "GET",
    path: "/api/overview",
    tag: "Workspace",
    summary: "Get the workspace at a glance",
    description: "What fails or is slow, the last hours, the numbers of the day, and what is due.",
    scope: "read",
    responses: { 200: overviewSchema },
  }),
];
