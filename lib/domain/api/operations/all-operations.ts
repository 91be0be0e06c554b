import type { Operation } from "@/lib/domain/api/operation";
import { instanceOperations } from "@/lib/domain/api/operations/instance";
import { routineOperations } from "@/lib/domain/api/operations/routines";
import { runOperations } from "@/lib/domain/api/operations/runs";

/** Every operation of the API, in the order of the reference. */
export const allOperations: readonly Operation[] = [
  ...routineOperations,
  ...runOperations,
  ...instanceOperations,
];
