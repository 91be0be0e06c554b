import type { z } from "zod";
import type { JsonSchema } from "@/lib/domain/api/json-schema";
import { toJsonSchema } from "@/lib/domain/api/json-schema";
import { DomainError } from "@/lib/domain/errors";
import { hasRole } from "@/lib/domain/workspace/role";
import type { AgentTool } from "@/lib/services/agents/agent-tool";
import { codeTools } from "@/lib/services/agents/code-tools";
import { incidentTools } from "@/lib/services/agents/incident-tools";
import { routineTools } from "@/lib/services/agents/routine-tools";
import { runTools } from "@/lib/services/agents/run-tools";
import type { ServiceContext } from "@/lib/services/context";
import { requireRole } from "@/lib/services/workspaces/require-role";

export const agentTools: readonly AgentTool[] = [
  ...routineTools,
  ...runTools,
  ...incidentTools,
  ...codeTools,
];

type Caller = Pick<ServiceContext, "actor" | "role">;

const hasScope = ({ actor }: Caller, { scope }: AgentTool) =>
  actor.key === undefined || actor.key.scopes.includes(scope);

/** The tools that the caller's role allows, and a key's scopes. */
export const listAllowedTools = (caller: Caller): AgentTool[] =>
  agentTools.filter((tool) => hasScope(caller, tool) && hasRole(caller.role, tool.role));

/** @throws {DomainError} FORBIDDEN, naming the scope or the roles that it takes. */
export function requireAllowed(caller: Caller, tool: AgentTool): void {
  if (!hasScope(caller, tool)) {
    throw new DomainError(
      "FORBIDDEN",
      `This API key doesn't have the scope "${tool.scope}", which ${tool.name} needs.`,
    );
  }
  if (tool.role !== "VIEWER") requireRole(caller, tool.role);
}

/** The schema of a tool's arguments as JSON Schema, complete in itself. */
export function describeInput(input: z.ZodObject): JsonSchema & { type: "object" } {
  const named = new Map<string, JsonSchema>();
  const { type: _, ...schema } = toJsonSchema(input, "input", named);
  const json = JSON.stringify({
    type: "object",
    ...schema,
    ...(named.size > 0 && { $defs: Object.fromEntries(named) }),
  });
  return JSON.parse(json.replaceAll("#/components/schemas/", "#/$defs/")) as JsonSchema & {
    type: "object";
  };
}
