import type { RoutineCommands } from "@/components/commands/routine-commands";
import type { ActionResult } from "@/lib/domain/action-result";
import type { RoutineHit } from "@/lib/domain/routine/routine-hit";

/** What the commands ask of the server. */
export type PaletteActions = RoutineCommands & {
  search: (query: string) => Promise<ActionResult<RoutineHit[]>>;
  find: (id: string) => Promise<RoutineHit | null>;
  setTheme: (form: FormData) => Promise<void>;
  setLocale: (form: FormData) => Promise<void>;
  signOut: () => Promise<void>;
};
