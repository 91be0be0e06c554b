import type { Api, ApiResponse, Query } from "@/cli/api/api";
import { readList, type Listed } from "@/cli/api/lists";
import type {
  CodePlan,
  DryRun,
  ImportPreview,
  ImportResult,
  Replay,
  ReplayPreview,
} from "@/cli/api/wire-types";
import type { IncidentDto } from "@/lib/domain/incidents/incident";
import type { CurrentKeyDto } from "@/lib/domain/keys/api-key";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { Page, RunDto } from "@/lib/domain/run/run";
import type { MinuteVerdictDto } from "@/lib/domain/slots/slot-page";

/**
 * The endpoints that the program calls, with the types of their responses. The instance serves the
 * program, so both are of one version, and what comes isn't validated again.
 */

type Response<Body> = Promise<ApiResponse<Body>>;

const MAX_INCIDENTS_PAGE = 100;

const routinePath = (id: string, part = "") => `/api/routines/${encodeURIComponent(id)}${part}`;

export const getCurrentKey = (api: Api) =>
  api.send({ path: "/api/keys/current" }) as Response<CurrentKeyDto>;

export const pingInstance = (api: Api) =>
  api.send({ path: "/api/ping" }) as Response<{ status: string }>;

export const listRoutines = (api: Api, query: Query & { limit: number }) =>
  readList(api, "/api/routines", query) as Promise<Listed<RoutineDto>>;

export const getRoutine = (api: Api, id: string) =>
  api.send({ path: routinePath(id) }) as Response<RoutineDto>;

export const getRoutineByKey = (api: Api, key: string) =>
  api.send({ path: `/api/routines/by-key/${encodeURIComponent(key)}` }) as Response<RoutineDto>;

export const createRoutine = (api: Api, body: unknown, query: Query = {}) =>
  api.send({ method: "POST", path: "/api/routines", body, query }) as Response<RoutineDto | DryRun>;

export const updateRoutine = (api: Api, id: string, body: unknown, query: Query = {}) =>
  api.send({ method: "PATCH", path: routinePath(id), body, query }) as Response<
    RoutineDto | DryRun
  >;

export const deleteRoutine = (api: Api, id: string) =>
  api.send({ method: "DELETE", path: routinePath(id) });

export const runRoutine = (api: Api, id: string, signal?: AbortSignal) =>
  api.send({
    method: "POST",
    path: routinePath(id, "/run"),
    ...(signal && { signal }),
  }) as Response<RunDto>;

export const listRuns = (api: Api, query: Query & { limit: number }) =>
  readList(api, "/api/runs", query) as Promise<Listed<RunDto>>;

/** A page of the newest runs, or status 304 where it's the one with this tag. */
export const pollRuns = (api: Api, query: Query, etag: string | null, signal: AbortSignal) =>
  api.send({ path: "/api/runs", query, ifNoneMatch: etag, signal }) as Response<
    Page<RunDto> | undefined
  >;

export const explainMinute = (api: Api, id: string, minute: Date) =>
  api.send({
    path: routinePath(id, `/slots/${encodeURIComponent(minute.toISOString())}`),
  }) as Response<MinuteVerdictDto & { explanation: string }>;

export const listIncidents = (api: Api, query: Query & { limit: number }) =>
  readList(api, "/api/incidents", { ...query, pageRows: MAX_INCIDENTS_PAGE }) as Promise<
    Listed<IncidentDto>
  >;

export const changeIncident = (
  api: Api,
  id: string,
  change: "acknowledge" | "resolve",
  note: string | undefined,
) =>
  api.send({
    method: "POST",
    path: `/api/incidents/${encodeURIComponent(id)}/${change}`,
    body: { note: note ?? null },
  }) as Response<IncidentDto>;

/** A file of routines, as it is. */
export type CodeFile = { text: string; type: string };

export const planFile = (api: Api, file: CodeFile) =>
  api.send({ method: "POST", path: "/api/plan", content: file }) as Response<CodePlan>;

/** @param plan The digest of the plan that was looked at: with another one, it's refused. */
export const applyFile = (api: Api, file: CodeFile, plan: string | undefined) =>
  api.send({
    method: "POST",
    path: "/api/apply",
    query: { plan },
    content: file,
  }) as Response<CodePlan>;

export const exportWorkspace = (api: Api, query: Query) =>
  api.send({ path: "/api/export", query, accept: "application/yaml, application/json" });

export const previewImport = (api: Api, body: unknown) =>
  api.send({ method: "POST", path: "/api/imports/preview", body }) as Response<ImportPreview>;

export const importRoutines = (api: Api, body: unknown) =>
  api.send({ method: "POST", path: "/api/imports", body }) as Response<ImportResult>;

export const previewReplay = (api: Api, body: unknown) =>
  api.send({
    method: "POST",
    path: "/api/replays",
    query: { dry_run: true },
    body,
  }) as Response<ReplayPreview>;

export const startReplay = (api: Api, body: unknown) =>
  api.send({ method: "POST", path: "/api/replays", body }) as Response<Replay>;

export const getReplay = (api: Api, id: string) =>
  api.send({ path: `/api/replays/${encodeURIComponent(id)}` }) as Response<Replay>;

export const listReplays = (api: Api, query: Query & { limit: number }) =>
  readList(api, "/api/replays", query) as Promise<Listed<Replay>>;

export const cancelReplay = (api: Api, id: string) =>
  api.send({
    method: "POST",
    path: `/api/replays/${encodeURIComponent(id)}/cancel`,
  }) as Response<Replay>;

/** The program that the instance serves. */
export const fetchProgram = (api: Api) => api.send({ path: "/cli.mjs", accept: "text/javascript" });
