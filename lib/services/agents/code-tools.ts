import { z } from "zod";
import { applyCodeQuery } from "@/lib/domain/code/code-document";
import type { CodePlanDto } from "@/lib/domain/code/code-plan";
import { reads, type AgentTool } from "@/lib/services/agents/agent-tool";
import { dryRunFlag } from "@/lib/services/agents/tool-inputs";
import { untrusted } from "@/lib/services/agents/untrusted";
import { applyCode } from "@/lib/services/code/apply-code";
import { planCode } from "@/lib/services/code/plan-code";
import { parseInput } from "@/lib/services/parse-input";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** The most changes, differences, and fields of one of them, that are listed. */
const MAX_CHANGES = 50;
const MAX_FIELDS = 20;

const planInput = z.strictObject({
  file: z.string("Give the text of the file, as YAML or JSON."),
});

const applyInput = planInput.extend({
  plan: applyCodeQuery.shape.plan.unwrap(),
  dry_run: dryRunFlag,
});

/** A plan without the values of what it changes, which may be credentials in headers and queries. */
function compactPlan({ prefix, changes, drift, summary, plan }: CodePlanDto) {
  const pathsOf = (fields: readonly { path: string }[]) =>
    fields.slice(0, MAX_FIELDS).map(({ path }) => untrusted(path));
  return {
    prefix: untrusted(prefix),
    changes: changes.slice(0, MAX_CHANGES).map(({ kind, key, action, fields }) => ({
      ...{ kind, action, key: untrusted(key), fields: pathsOf(fields) },
    })),
    drift: drift.slice(0, MAX_CHANGES).map(({ kind, key, name, drift: difference, fields }) => ({
      ...{ kind, difference, key: untrusted(key), name: untrusted(name), fields: pathsOf(fields) },
    })),
    is_cut: changes.length > MAX_CHANGES || drift.length > MAX_CHANGES,
    summary,
    plan,
  };
}

const countText = ({ create, update, adopt, delete: remove }: CodePlanDto["summary"]) =>
  `${create} to create, ${update} to update, ${adopt} to adopt, ${remove} to delete.`;

const planFileTool: AgentTool = {
  name: "plan_file",
  title: "Plan a file",
  description:
    "Says what an apply of a file of the workspace as code (YAML or JSON) would create, update, adopt and delete, and what was changed by hand since the last apply. Writes nothing. Its plan is what apply_file needs.",
  hints: reads,
  ...{ scope: "read", role: "VIEWER", rate: "writes" },
  input: planInput,
  run: async (context, input) => {
    const { file: text } = parseInput(planInput, input);
    const plan = await planCode(context, { text, format: "yaml" });
    return { text: countText(plan.summary), data: compactPlan(plan) };
  },
};

const applyFileTool: AgentTool = {
  name: "apply_file",
  title: "Apply a file",
  description:
    "Makes what a file owns by its prefix what the file says, in one transaction, deletions included. Needs the plan of plan_file, and is refused where it would do anything else by now.",
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  ...{ scope: "write", role: "MEMBER", rate: "writes" },
  input: applyInput,
  run: async (context, input) => {
    const { file: text, plan, dry_run: isDry } = parseInput(applyInput, input);
    requireRole(context, "MEMBER");
    const file = { text, format: "yaml" } as const;
    if (isDry) {
      const planned = await planCode(context, file);
      return {
        text: `Nothing was changed. There would be ${countText(planned.summary)}`,
        data: { dry_run: true, ...compactPlan(planned) },
      };
    }
    const applied = await applyCode(context, file, plan);
    return { text: "The file was applied.", data: compactPlan(applied) };
  },
};

export const codeTools: readonly AgentTool[] = [planFileTool, applyFileTool];
