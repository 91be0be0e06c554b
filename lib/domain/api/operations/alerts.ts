import { defineOperation } from "@/lib/domain/api/operation";
import {
  channelPage,
  channelSchema,
  createdChannelSchema,
  deliveryPage,
  deliverySchema,
  pushKeySchema,
} from "@/lib/domain/api/schemas/channel";
import {
  incidentDetailSchema,
  incidentPage,
  incidentSchema,
} from "@/lib/domain/api/schemas/incident";
import { backtestSchema, workspacePolicySchema } from "@/lib/domain/api/schemas/workspace";
import {
  createChannelInput,
  deliveryQuery,
  updateChannelInput,
} from "@/lib/domain/channels/channel-input";
import { alertPolicyInput } from "@/lib/domain/incidents/alert-policy-dto";
import { backtestInput } from "@/lib/domain/incidents/backtest";
import {
  incidentQuery,
  noteInput,
  requiredNote,
  snoozeInput,
} from "@/lib/domain/incidents/incident";

const incidents = [
  defineOperation({
    id: "listIncidents",
    method: "GET",
    path: "/api/incidents",
    tag: "Incidents",
    summary: "List incidents",
    description: "Those that aren't resolved first, then the others, each newest first.",
    scope: "read",
    query: incidentQuery,
    responses: { 200: incidentPage },
  }),
  defineOperation({
    id: "getIncident",
    method: "GET",
    path: "/api/incidents/{id}",
    tag: "Incidents",
    summary: "Get an incident with its timeline",
    scope: "read",
    responses: { 200: incidentDetailSchema },
  }),
  defineOperation({
    id: "acknowledgeIncident",
    method: "POST",
    path: "/api/incidents/{id}/acknowledge",
    tag: "Incidents",
    summary: "Acknowledge an incident",
    description: "Reminders end. 409 where it is resolved.",
    scope: "write",
    body: noteInput,
    isBodyOptional: true,
    example: { note: "Looking into it." },
    responses: { 200: incidentSchema },
    problems: [409],
  }),
  defineOperation({
    id: "snoozeIncident",
    method: "POST",
    path: "/api/incidents/{id}/snooze",
    tag: "Incidents",
    summary: "Snooze an incident",
    description: "Give `until` or `minutes`, a week at most. 409 where it is resolved.",
    scope: "write",
    body: snoozeInput,
    example: { minutes: 60 },
    responses: { 200: incidentSchema },
    problems: [409],
  }),
  defineOperation({
    id: "resolveIncident",
    method: "POST",
    path: "/api/incidents/{id}/resolve",
    tag: "Incidents",
    summary: "Resolve an incident",
    description: "Only runs after that can open it again. 409 where it is resolved.",
    scope: "write",
    body: noteInput,
    isBodyOptional: true,
    example: { note: "Fixed by a rollback." },
    responses: { 200: incidentSchema },
    problems: [409],
  }),
  defineOperation({
    id: "addIncidentNote",
    method: "POST",
    path: "/api/incidents/{id}/notes",
    tag: "Incidents",
    summary: "Add a note to an incident",
    scope: "write",
    body: requiredNote,
    example: { note: "The provider confirms an outage." },
    responses: { 200: incidentSchema },
  }),
];

const channels = [
  defineOperation({
    id: "listChannels",
    method: "GET",
    path: "/api/channels",
    tag: "Channels",
    summary: "List channels",
    scope: "read",
    responses: { 200: channelPage },
  }),
  defineOperation({
    id: "createChannel",
    method: "POST",
    path: "/api/channels",
    tag: "Channels",
    summary: "Create a channel",
    description: `\`config\` is what isn't secret, and \`secret\` what is; both depend on the kind:

- \`EMAIL\`: \`to\`, a list of addresses
- \`SLACK\`, \`DISCORD\`, \`TEAMS\`: the secret is the URL of the incoming webhook
- \`TELEGRAM\`: \`chat_id\`; the secret is the bot's token
- \`NTFY\`: \`server\`, \`topic\`; the secret is an access token, if any
- \`PAGERDUTY\`: the secret is the integration key
- \`ALERTMANAGER\`: \`url\`; the secret is a bearer token, or \`user:password\`, if any
- \`WEBHOOK\`: \`url\`; the secret is the signing key (\`whsec_…\`), and one is made where none is given
- \`PUSH\`: \`device\`; the secret is the browser's subscription`,
    scope: "write",
    body: createChannelInput,
    example: {
      kind: "WEBHOOK",
      name: "On-call",
      config: { url: "https://example.com/opspulse" },
      events: ["incident.opened", "incident.resolved"],
    },
    abilities: { canRehearse: true },
    responses: { 201: { body: createdChannelSchema, headers: ["Location"] } },
    problems: [409],
  }),
  defineOperation({
    id: "getChannel",
    method: "GET",
    path: "/api/channels/{id}",
    tag: "Channels",
    summary: "Get a channel",
    scope: "read",
    responses: { 200: channelSchema },
  }),
  defineOperation({
    id: "updateChannel",
    method: "PATCH",
    path: "/api/channels/{id}",
    tag: "Channels",
    summary: "Change a channel",
    description: "What isn't named stays; the kind can't change.",
    scope: "write",
    body: updateChannelInput,
    example: { is_active: false },
    abilities: { canRehearse: true, hasVersions: true },
    responses: { 200: channelSchema },
    problems: [409],
  }),
  defineOperation({
    id: "deleteChannel",
    method: "DELETE",
    path: "/api/channels/{id}",
    tag: "Channels",
    summary: "Delete a channel",
    scope: "write",
    abilities: { canRehearse: true, hasVersions: true },
    responses: { 204: null },
  }),
  defineOperation({
    id: "testChannel",
    method: "POST",
    path: "/api/channels/{id}/test",
    tag: "Channels",
    summary: "Send a test to a channel",
    description: "Returns what the other side responded. A failed test isn't repeated.",
    scope: "run",
    responses: { 200: deliverySchema },
  }),
  defineOperation({
    id: "listDeliveries",
    method: "GET",
    path: "/api/deliveries",
    tag: "Channels",
    summary: "List the messages that were sent",
    description: "Newest first.",
    scope: "read",
    query: deliveryQuery,
    responses: { 200: deliveryPage },
  }),
  defineOperation({
    id: "getPushKey",
    method: "GET",
    path: "/api/push-key",
    tag: "Channels",
    summary: "Get the key that browsers subscribe to push with",
    scope: "read",
    responses: { 200: pushKeySchema },
  }),
];

const policies = [
  defineOperation({
    id: "getAlertPolicy",
    method: "GET",
    path: "/api/alert-policy",
    tag: "Alert policies",
    summary: "Get the workspace's alert policy",
    scope: "read",
    responses: { 200: workspacePolicySchema },
  }),
  defineOperation({
    id: "setAlertPolicy",
    method: "PUT",
    path: "/api/alert-policy",
    tag: "Alert policies",
    summary: "Set the workspace's alert policy",
    description: "Routines and tags with a policy of their own keep it.",
    scope: "write",
    body: alertPolicyInput,
    example: {
      conditions: [{ type: "consecutive_failures", count: 3 }],
      resolve_after: 1,
      cooldown_minutes: 30,
    },
    abilities: { canRehearse: true, hasVersions: true },
    responses: { 200: workspacePolicySchema },
  }),
  defineOperation({
    id: "backtestAlertPolicy",
    method: "POST",
    path: "/api/alert-policy/backtest",
    tag: "Alert policies",
    summary: "Replay a policy over stored runs",
    description:
      "Compares a draft with the saved policies over up to 30 days: of one routine, of those of a tag, or of the workspace. Nothing is saved.",
    scope: "write",
    body: backtestInput,
    example: {
      policy: { conditions: [{ type: "failures_of_last", failures: 3, runs: 5 }] },
      days: 7,
    },
    responses: { 200: backtestSchema },
  }),
];

export const alertOperations = [...incidents, ...channels, ...policies];
