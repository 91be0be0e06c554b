import { defineOperation } from "@/lib/domain/api/operation";
import {
  maintenanceList,
  maintenanceSchema,
  secretList,
  secretSchema,
  tagList,
  tagSchema,
} from "@/lib/domain/api/schemas/workspace";
import { maintenanceInput } from "@/lib/domain/maintenance/maintenance";
import { updateTagInput } from "@/lib/domain/tags/tag";
import { changeSecretInput, createSecretInput } from "@/lib/domain/workspace/secret";

const maintenance = [
  defineOperation({
    id: "listMaintenance",
    method: "GET",
    path: "/api/maintenance",
    tag: "Maintenance",
    summary: "List windows of maintenance",
    description: "Those that are on, those to come, and the latest 20 that are over.",
    scope: "read",
    responses: { 200: maintenanceList },
  }),
  defineOperation({
    id: "createMaintenance",
    method: "POST",
    path: "/api/maintenance",
    tag: "Maintenance",
    summary: "Create a window of maintenance",
    description:
      "Once, with `starts_at` and `ends_at`, or recurring, with `cron_expression`, `timezone` and `duration_minutes`. Without `routine_ids` and `tags` it is for every routine.",
    scope: "write",
    body: maintenanceInput,
    example: {
      name: "Weekly database upgrade",
      cron_expression: "0 4 * * 0",
      timezone: "America/Sao_Paulo",
      duration_minutes: 60,
    },
    abilities: { canRehearse: true },
    responses: { 201: maintenanceSchema },
  }),
  defineOperation({
    id: "deleteMaintenance",
    method: "DELETE",
    path: "/api/maintenance/{id}",
    tag: "Maintenance",
    summary: "Delete a window of maintenance",
    description: "Where it is on, it ends at once; runs that it marked stay marked.",
    scope: "write",
    abilities: { canRehearse: true, hasVersions: true },
    responses: { 204: null },
  }),
];

const tags = [
  defineOperation({
    id: "listTags",
    method: "GET",
    path: "/api/tags",
    tag: "Tags",
    summary: "List tags",
    description: "By name. A tag is made where a routine first names it.",
    scope: "read",
    responses: { 200: tagList },
  }),
  defineOperation({
    id: "getTag",
    method: "GET",
    path: "/api/tags/{id}",
    tag: "Tags",
    summary: "Get a tag",
    scope: "read",
    responses: { 200: tagSchema },
  }),
  defineOperation({
    id: "updateTag",
    method: "PATCH",
    path: "/api/tags/{id}",
    tag: "Tags",
    summary: "Change a tag",
    description: "Its name, its color, or the alert policy of its routines.",
    scope: "write",
    body: updateTagInput,
    example: { color: "teal" },
    abilities: { canRehearse: true, hasVersions: true },
    responses: { 200: tagSchema },
  }),
  defineOperation({
    id: "deleteTag",
    method: "DELETE",
    path: "/api/tags/{id}",
    tag: "Tags",
    summary: "Delete a tag",
    description: "Its routines stay, without it.",
    scope: "write",
    abilities: { canRehearse: true, hasVersions: true },
    responses: { 204: null },
  }),
];

const secrets = [
  defineOperation({
    id: "listSecrets",
    method: "GET",
    path: "/api/secrets",
    tag: "Secrets",
    summary: "List secrets, without their values",
    scope: "read",
    responses: { 200: secretList },
  }),
  defineOperation({
    id: "createSecret",
    method: "POST",
    path: "/api/secrets",
    tag: "Secrets",
    summary: "Store a secret",
    description:
      "Sealed at once; no response ever has its value. For admins. 409 where the instance has no `SECRETS_KEY`.",
    scope: "write",
    body: createSecretInput,
    example: {
      name: "PAYMENTS",
      value: "replace-this-with-a-token",
      origins: ["https://api.example.com"],
    },
    responses: { 201: secretSchema },
    problems: [409],
  }),
  defineOperation({
    id: "changeSecret",
    method: "PATCH",
    path: "/api/secrets/{id}",
    tag: "Secrets",
    summary: "Change a secret",
    description: "What isn't named stays; the name can't change. For admins.",
    scope: "write",
    body: changeSecretInput,
    example: { value: "replace-this-with-another-token" },
    abilities: { hasVersions: true },
    responses: { 200: secretSchema },
    problems: [409],
  }),
  defineOperation({
    id: "deleteSecret",
    method: "DELETE",
    path: "/api/secrets/{id}",
    tag: "Secrets",
    summary: "Delete a secret",
    description: "Runs of routines that name it fail from then on. For admins.",
    scope: "write",
    abilities: { hasVersions: true },
    responses: { 204: null },
  }),
];

export const workspaceOperations = [...maintenance, ...tags, ...secrets];
