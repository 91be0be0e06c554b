import { backtestInput } from "@/lib/domain/incidents/backtest";
import { incidentQuery, noteInput } from "@/lib/domain/incidents/incident";
import { pageLimit } from "@/lib/domain/inputs";
import { reads, type AgentTool } from "@/lib/services/agents/agent-tool";
import { compactIncident, MAX_TOOL_ROWS, TOOL_ROWS } from "@/lib/services/agents/compact";
import { dryRunFlag, incidentId } from "@/lib/services/agents/tool-inputs";
import { backtestPolicy } from "@/lib/services/alert-policies/backtest-policy";
import { acknowledgeIncident, resolveIncident } from "@/lib/services/incidents/change-incident";
import { getIncident } from "@/lib/services/incidents/get-incident";
import { listIncidents } from "@/lib/services/incidents/list-incidents";
import { parseInput } from "@/lib/services/parse-input";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** The most openings of a backtest that are listed. */
const MAX_MOMENTS = 20;

const listInput = incidentQuery.extend({ limit: pageLimit(MAX_TOOL_ROWS, TOOL_ROWS) });

const acknowledgeInput = noteInput.extend({ incident_id: incidentId });

const resolveInput = acknowledgeInput.extend({ dry_run: dryRunFlag });

const listIncidentsTool: AgentTool = {
  name: "list_incidents",
  title: "List incidents",
  description:
    "Lists incidents (periods of failing), those that aren't resolved first. state: open means that nobody has it yet, acknowledged that somebody has.",
  hints: reads,
  ...{ scope: "read", role: "VIEWER", rate: null },
  input: listInput,
  run: async (context, input) => {
    const { limit } = parseInput(listInput, input);
    const { data, next_cursor } = await listIncidents(context, { ...input, limit });
    const more = next_cursor === null ? "" : " There are more: pass next_cursor as cursor.";
    return {
      text: `${data.length} incidents.${more}`,
      data: { incidents: data.map(compactIncident), next_cursor },
    };
  },
};

const acknowledgeIncidentTool: AgentTool = {
  name: "acknowledge_incident",
  title: "Acknowledge an incident",
  description:
    "Says that somebody has an incident, which ends its reminders. A note for people may be added.",
  hints: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  ...{ scope: "write", role: "MEMBER", rate: "writes" },
  input: acknowledgeInput,
  run: async (context, input) => {
    const { incident_id, note } = parseInput(acknowledgeInput, input);
    const incident = await acknowledgeIncident(context, incident_id, { note }, "API");
    return {
      text: "The incident is acknowledged.",
      data: { incident: compactIncident(incident) },
      hasAlerts: true,
    };
  },
};

const resolveIncidentTool: AgentTool = {
  name: "resolve_incident",
  title: "Resolve an incident",
  description:
    "Ends an incident by hand; only later failures open it again. It can't be undone, so leave it to the next success where that is enough. dry_run shows the incident.",
  hints: {
    readOnlyHint: false,
    destructiveHint: true,
    idempotentHint: false,
    openWorldHint: false,
  },
  ...{ scope: "write", role: "MEMBER", rate: "writes" },
  input: resolveInput,
  run: async (context, input) => {
    const { incident_id, note, dry_run: isDry } = parseInput(resolveInput, input);
    if (isDry) {
      requireRole(context, "MEMBER");
      const incident = compactIncident(await getIncident(context, incident_id));
      return {
        text: "Nothing was changed. This incident would be resolved, unless it is already.",
        data: { dry_run: true, incident },
      };
    }
    const incident = await resolveIncident(context, incident_id, { note }, "API");
    return {
      text: "The incident is resolved.",
      data: { incident: compactIncident(incident) },
      hasAlerts: true,
    };
  },
};

const backtestPolicyTool: AgentTool = {
  name: "backtest_policy",
  title: "Backtest an alert policy",
  description:
    "Says how many incidents and messages a draft of an alert policy would have made over the stored runs of up to days days, beside the saved policies. Changes nothing.",
  hints: reads,
  ...{ scope: "write", role: "MEMBER", rate: "writes" },
  input: backtestInput,
  run: async (context, input) => {
    const result = await backtestPolicy(context, input);
    const { draft, saved, moments } = result;
    return {
      text: `The draft would have opened ${draft.opened} incidents with ${draft.messages} messages; the saved policies ${saved.opened} with ${saved.messages}.`,
      data: { ...result, moments: moments.slice(-MAX_MOMENTS) },
    };
  },
};

export const incidentTools: readonly AgentTool[] = [
  listIncidentsTool,
  acknowledgeIncidentTool,
  resolveIncidentTool,
  backtestPolicyTool,
];
