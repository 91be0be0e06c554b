import { defineOperation } from "@/lib/domain/api/operation";
import { routinePage, routineSchema } from "@/lib/domain/api/schemas/routine";
import {
  createRoutineInput,
  listRoutinesInput,
  updateRoutineInput,
} from "@/lib/domain/routine/routine";

export const routineOperations = [
  defineOperation({
    id: "listRoutines",
    method: "GET",
    path: "/api/routines",
    tag: "Routines",
    summary: "List routines",
    description: "`q` searches names and URLs. With several tags, a routine has all of them.",
    scope: "read",
    query: listRoutinesInput,
    responses: { 200: routinePage },
  }),
  defineOperation({
    id: "createRoutine",
    method: "POST",
    path: "/api/routines",
    tag: "Routines",
    summary: "Create a routine",
    description:
      "Give one of `interval_minutes`, `cron_expression` and `run_at`. An interval first fires at the next full minute, a cron expression at its next match.",
    scope: "write",
    body: createRoutineInput,
    example: {
      name: "Nightly backup",
      endpoint_url: "https://example.com/backup",
      http_method: "POST",
      cron_expression: "0 3 * * *",
      timezone: "Europe/Lisbon",
    },
    responses: { 201: { body: routineSchema, headers: ["Location"] } },
  }),
  defineOperation({
    id: "getRoutine",
    method: "GET",
    path: "/api/routines/{id}",
    tag: "Routines",
    summary: "Get a routine",
    scope: "read",
    responses: { 200: routineSchema },
  }),
  defineOperation({
    id: "updateRoutine",
    method: "PATCH",
    path: "/api/routines/{id}",
    tag: "Routines",
    summary: "Change a routine",
    description:
      "What isn't named stays. Setting one of `interval_minutes`, `cron_expression` and `run_at` clears the others. `is_active` pauses and resumes.",
    scope: "write",
    body: updateRoutineInput,
    example: { is_active: false },
    responses: { 200: routineSchema },
  }),
  defineOperation({
    id: "deleteRoutine",
    method: "DELETE",
    path: "/api/routines/{id}",
    tag: "Routines",
    summary: "Delete a routine",
    description: "Its runs are deleted with it.",
    scope: "write",
    responses: { 204: null },
  }),
];
