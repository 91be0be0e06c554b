import type { ActionResult } from "@/lib/domain/action-result";
import type {
  ChangeRoutinesInput,
  ChangeRoutinesResult,
  ManualRun,
} from "@/lib/domain/routine/routine-change";
import type { RoutineHit } from "@/lib/domain/routine/routine-hit";

/** As much of a routine as a command needs: what runs or is deleted is named. */
export type NamedRoutine = { id: string; name: string };

/** The actions of the server behind the commands for one or more routines. */
export type RoutineCommands = {
  change: (input: ChangeRoutinesInput) => Promise<ActionResult<ChangeRoutinesResult>>;
  runNow: (ids: readonly string[]) => Promise<ActionResult<ManualRun[]>>;
};

/** The actions of the server behind the command palette. */
export type PaletteActions = RoutineCommands & {
  search: (query: string) => Promise<ActionResult<RoutineHit[]>>;
  find: (id: string) => Promise<RoutineHit | null>;
  setTheme: (form: FormData) => Promise<void>;
  setLocale: (form: FormData) => Promise<void>;
  signOut: () => Promise<void>;
};
