import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import {
  pastedSettings,
  pastedTextInput,
  type PastedRoutineDto,
} from "@/lib/domain/paste/pasted-settings";
import { readPaste } from "@/lib/domain/paste/read-paste";
import type { ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * The settings of a routine that a command of curl or wget, or a line of a crontab, describes. Nothing is
 * stored. Credentials are left out, and named in a remark.
 * @throws {DomainError} FORBIDDEN for a viewer.
 * @throws {ValidationError} for a text that is neither.
 */
export function readPastedRoutine(context: ServiceContext, input: unknown): PastedRoutineDto {
  requireRole(context, "MEMBER");
  const { text } = parseInput(pastedTextInput, input);
  const pasted = readPaste(text);
  if (pasted === null) {
    throw new ValidationError([describeProblem({ path: "text", code: "paste_unreadable" })]);
  }
  return { settings: pastedSettings(pasted), remarks: pasted.remarks };
}
