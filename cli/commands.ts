import type { Command } from "@/cli/arguments/define-command";
import { apply, exportCommand, plan } from "@/cli/commands/code";
import { completionOf } from "@/cli/commands/completion";
import { importCommand } from "@/cli/commands/import";
import { incidentsAck, incidentsList, incidentsResolve } from "@/cli/commands/incidents";
import { logs } from "@/cli/commands/logs";
import { ping } from "@/cli/commands/ping";
import { update, version } from "@/cli/commands/program";
import { replay, replaysCancel, replaysList } from "@/cli/commands/replay";
import {
  routinesCreate,
  routinesDelete,
  routinesGet,
  routinesList,
  routinesPause,
  routinesResume,
  routinesUpdate,
} from "@/cli/commands/routines";
import { run } from "@/cli/commands/run";
import { runs, why } from "@/cli/commands/runs";
import { login, logout, whoami } from "@/cli/commands/sign-in";

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  login,
  logout,
  whoami,
  routinesList,
  routinesGet,
  routinesCreate,
  routinesUpdate,
  routinesDelete,
  routinesPause,
  routinesResume,
  run,
  runs,
  logs,
  why,
  replay,
  replaysList,
  replaysCancel,
  plan,
  apply,
  exportCommand,
  importCommand,
  incidentsList,
  incidentsAck,
  incidentsResolve,
  ping,
  completionOf(() => commands),
  update,
  version,
];
