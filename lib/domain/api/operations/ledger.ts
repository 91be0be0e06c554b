import { z } from "zod";
import { defineOperation } from "@/lib/domain/api/operation";
import { runComparisonSchema, durationsSchema } from "@/lib/domain/api/schemas/routine-tools";
import { runDetailSchema, runPage } from "@/lib/domain/api/schemas/run";
import { explainedMinuteSchema, slotPageSchema } from "@/lib/domain/api/schemas/slot";
import { durationsQuery } from "@/lib/domain/run/durations-query";
import { listRunsInput } from "@/lib/domain/run/run";
import { listSlotsInput } from "@/lib/domain/slots/slot-page";

/** What happened: every slot, every run, and how long they took. */
export const ledgerOperations = [
  defineOperation({
    id: "listRuns",
    method: "GET",
    path: "/api/runs",
    tag: "Runs",
    summary: "List the runs of the workspace",
    description:
      "Newest first. `from` is inclusive, `to` exclusive. With several tags, the routine has all of them.",
    scope: "read",
    query: listRunsInput,
    responses: { 200: runPage },
  }),
  defineOperation({
    id: "getRunById",
    method: "GET",
    path: "/api/runs/{id}",
    tag: "Runs",
    summary: "Get a run with its evidence, without its routine",
    scope: "read",
    responses: { 200: runDetailSchema },
  }),
  defineOperation({
    id: "compareRun",
    method: "GET",
    path: "/api/runs/{id}/comparison",
    tag: "Runs",
    summary: "Compare a run with the last good one",
    scope: "read",
    responses: { 200: runComparisonSchema },
  }),
  defineOperation({
    id: "listSlots",
    method: "GET",
    path: "/api/routines/{id}/slots",
    tag: "Runs",
    summary: "List every slot of a routine",
    description:
      "Newest first, whether it ran or not, each with its outcome or the reason why it didn't run. `before` is exclusive.",
    scope: "read",
    query: listSlotsInput,
    responses: { 200: slotPageSchema },
  }),
  defineOperation({
    id: "explainMinute",
    method: "GET",
    path: "/api/routines/{id}/slots/{minute}",
    tag: "Runs",
    summary: "Explain why a routine ran at a minute, or didn't",
    description:
      "The minute is RFC 3339, as in `2026-01-31T09:00Z`; without an offset it is in UTC. The explanation is in the language of `Accept-Language`.",
    scope: "read",
    params: { minute: z.string().describe("A minute, as in `2026-01-31T09:00Z`.") },
    requestHeaders: ["Accept-Language"],
    responses: { 200: explainedMinuteSchema },
    problems: [422],
  }),
  defineOperation({
    id: "getDurations",
    method: "GET",
    path: "/api/routines/{id}/durations",
    tag: "Runs",
    summary: "Sum up durations and outcomes",
    scope: "read",
    query: durationsQuery,
    responses: { 200: durationsSchema },
  }),
];
