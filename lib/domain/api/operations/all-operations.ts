import type { Operation } from "@/lib/domain/api/operation";
import { alertOperations } from "@/lib/domain/api/operations/alerts";
import { auditOperations } from "@/lib/domain/api/operations/audit";
import { codeOperations } from "@/lib/domain/api/operations/code";
import { importOperations } from "@/lib/domain/api/operations/imports";
import { instanceOperations } from "@/lib/domain/api/operations/instance";
import { keyOperations } from "@/lib/domain/api/operations/keys";
import { ledgerOperations } from "@/lib/domain/api/operations/ledger";
import { memberOperations } from "@/lib/domain/api/operations/members";
import { pageOperations } from "@/lib/domain/api/operations/pages";
import { replayOperations } from "@/lib/domain/api/operations/replays";
import { routineToolOperations } from "@/lib/domain/api/operations/routine-tools";
import { routineOperations } from "@/lib/domain/api/operations/routines";
import { runOperations } from "@/lib/domain/api/operations/runs";
import { workspaceOperations } from "@/lib/domain/api/operations/workspace";
import { withRepetition } from "@/lib/domain/api/repetition";

/** Every operation of the API, in the order of the reference. */
export const allOperations: readonly Operation[] = [
  ...routineOperations,
  ...routineToolOperations,
  ...runOperations,
  ...ledgerOperations,
  ...replayOperations,
  ...alertOperations,
  ...memberOperations,
  ...workspaceOperations,
  ...keyOperations,
  ...auditOperations,
  ...importOperations,
  ...codeOperations,
  ...instanceOperations,
  ...pageOperations,
].map(withRepetition);
