import type { CodeAction, CodePlan } from "@/cli/api/wire-types";
import { printFieldChanges, printNewFields } from "@/cli/commands/routine-views";
import { colorOf } from "@/cli/terminal/colors";
import type { Output } from "@/cli/terminal/output";
import { plainLine } from "@/cli/terminal/plain-text";

/** Signs that a diff has too, so that a plan in a block of `diff` is coloured. */
const signs: Readonly<Record<CodeAction, string>> = {
  create: "+",
  update: "~",
  delete: "-",
  adopt: ">",
};

/** The changes of a plan, with their fields, and what was changed by hand since the last apply. */
export function printPlan(output: Output, { changes, drift, summary, plan }: CodePlan): void {
  const { paint } = output;
  for (const { action, kind, key, fields } of changes) {
    const line = `${signs[action]} ${action.padEnd(6)}  ${kind} ${plainLine(key)}`;
    output.line(paint(colorOf(action), line));
    if (action === "create") printNewFields(output, fields);
    else if (action !== "delete") printFieldChanges(output, fields);
  }
  const byHand = drift.filter((each) => each.drift !== "unmanaged");
  if (byHand.length > 0) output.line("Changed by hand since the last apply:");
  for (const each of byHand) {
    output.line(`  ${each.drift}  ${each.kind} ${plainLine(each.key ?? each.name)}`);
    printFieldChanges(output, each.fields);
  }
  if (summary.unmanaged > 0) {
    output.line(paint("gray", `In no file: ${summary.unmanaged}. They stay as they are.`));
  }
  output.line(summaryOf(summary));
  if (changes.length > 0) output.line(paint("gray", `plan ${plan}`));
}

export const hasChanges = ({ changes }: CodePlan): boolean => changes.length > 0;

function summaryOf(summary: CodePlan["summary"]): string {
  const actions = ["create", "update", "delete", "adopt"] as const;
  const counts = actions.filter((action) => summary[action] > 0);
  if (counts.length === 0) return `Nothing to change: ${summary.unchanged} as in the file.`;
  const parts = counts.map((action) => `${summary[action]} to ${action}`);
  const rest = summary.unchanged === 0 ? "" : `; ${summary.unchanged} as in the file`;
  return `${parts.join(", ")}${rest}.`;
}
