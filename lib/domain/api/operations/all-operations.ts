import type { Operation } from "@/lib/domain/api/operation";
import { alertOperations } from "@/lib/domain/api/operations/alerts";
import { instanceOperations } from "@/lib/domain/api/operations/instance";
import { pageOperations } from "@/lib/domain/api/operations/pages";
import { replayOperations } from "@/lib/domain/api/operations/replays";
import { routineOperations } from "@/lib/domain/api/operations/routines";
import { runOperations } from "@/lib/domain/api/operations/runs";
import { workspaceOperations } from "@/lib/domain/api/operations/workspace";

/** Every operation of the API, in the order of the reference. */
export const allOperations: readonly Operation[] = [
  ...routineOperations,
  ...runOperations,
  ...replayOperations,
  ...alertOperations,
  ...workspaceOperations,
  ...instanceOperations,
  ...pageOperations,
];
