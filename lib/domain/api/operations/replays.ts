import { defineOperation } from "@/lib/domain/api/operation";
import {
  replayDetailSchema,
  replayPage,
  replayPreviewSchema,
  replaySchema,
} from "@/lib/domain/api/schemas/replay";
import {
  listReplaysInput,
  replayInput,
  replayRoutineInput,
  startReplayQuery,
} from "@/lib/domain/replays/replay";

const started = { body: replaySchema, headers: ["Location"] } as const;
const example = {
  from: "2026-11-27T00:00:00Z",
  to: "2026-11-28T00:00:00Z",
  statuses: ["FAIL", "MISSED"],
  pace: 10,
};

export const replayOperations = [
  defineOperation({
    id: "listReplays",
    method: "GET",
    path: "/api/replays",
    tag: "Runs",
    summary: "List replays",
    description: "Newest first.",
    scope: "read",
    query: listReplaysInput,
    responses: { 200: replayPage },
  }),
  defineOperation({
    id: "replayRoutines",
    method: "POST",
    path: "/api/replays",
    tag: "Runs",
    summary: "Replay slots of several routines",
    description:
      "Runs the failed, missed and abandoned slots of a window again, of the routines named or of those with every tag, each with its original slot and idempotency key. With `dry_run=true` nothing is written, and the response is a preview. 409 while another replay has one of the slots.",
    scope: "run",
    query: startReplayQuery,
    body: replayInput,
    example: { ...example, tag: "billing" },
    responses: { 200: replayPreviewSchema, 201: started },
    problems: [409],
  }),
  defineOperation({
    id: "getReplay",
    method: "GET",
    path: "/api/replays/{id}",
    tag: "Runs",
    summary: "Get a replay with each of its slots",
    scope: "read",
    responses: { 200: replayDetailSchema },
  }),
  defineOperation({
    id: "cancelReplay",
    method: "POST",
    path: "/api/replays/{id}/cancel",
    tag: "Runs",
    summary: "Cancel a replay",
    description:
      "What waits isn't sent any more. A request in flight is finished and recorded. 409 where the replay is over.",
    scope: "run",
    responses: { 200: replaySchema },
    problems: [409],
  }),
  defineOperation({
    id: "replayRoutine",
    method: "POST",
    path: "/api/routines/{id}/replays",
    tag: "Runs",
    summary: "Replay slots of a routine",
    description:
      "Runs the failed, missed and abandoned slots of a window again. With `dry_run=true` nothing is written, and the response is a preview. 409 while another replay has one of the slots.",
    scope: "run",
    query: startReplayQuery,
    body: replayRoutineInput,
    example,
    responses: { 200: replayPreviewSchema, 201: started },
    problems: [409],
  }),
];
