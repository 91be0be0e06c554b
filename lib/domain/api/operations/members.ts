import { defineOperation } from "@/lib/domain/api/operation";
import {
  invitationList,
  memberList,
  memberSchema,
  newInvitationSchema,
  usageSchema,
  workspaceDetailSchema,
  workspaceList,
  workspaceSchema,
} from "@/lib/domain/api/schemas/members";
import { roleInput } from "@/lib/domain/workspace/member";
import {
  confirmedName,
  transferInput,
  updateWorkspaceInput,
  workspaceInput,
} from "@/lib/domain/workspace/workspace";

const workspaces = [
  defineOperation({
    id: "listWorkspaces",
    method: "GET",
    path: "/api/workspaces",
    tag: "Workspace",
    summary: "List your workspaces",
    description: "In the order of joining. An API key belongs to one.",
    scope: "read",
    responses: { 200: workspaceList },
  }),
  defineOperation({
    id: "createWorkspace",
    method: "POST",
    path: "/api/workspaces",
    tag: "Workspace",
    summary: "Create a workspace",
    description: "The caller owns it, and must be a person.",
    scope: null,
    body: workspaceInput,
    example: { name: "Operations" },
    responses: { 201: { body: workspaceSchema, headers: ["Location"] } },
  }),
  defineOperation({
    id: "getWorkspace",
    method: "GET",
    path: "/api/workspaces/{id}",
    tag: "Workspace",
    summary: "Get a workspace",
    scope: "read",
    responses: { 200: workspaceDetailSchema },
  }),
  defineOperation({
    id: "updateWorkspace",
    method: "PATCH",
    path: "/api/workspaces/{id}",
    tag: "Workspace",
    summary: "Rename a workspace, or turn explanations on or off",
    description: "For admins and the owner. What isn't named stays.",
    scope: "write",
    body: updateWorkspaceInput,
    example: { name: "Operations" },
    responses: { 200: workspaceDetailSchema },
  }),
  defineOperation({
    id: "deleteWorkspace",
    method: "DELETE",
    path: "/api/workspaces/{id}",
    tag: "Workspace",
    summary: "Delete a workspace",
    description:
      "For its owner. `name` repeats the name of the workspace. Its routines, runs and memberships are deleted with it.",
    scope: null,
    query: confirmedName,
    exampleQuery: { name: "Operations" },
    responses: { 204: null },
  }),
  defineOperation({
    id: "transferWorkspace",
    method: "POST",
    path: "/api/workspaces/{id}/transfer",
    tag: "Workspace",
    summary: "Make another member the owner",
    description: "For its owner, who stays as an admin.",
    scope: null,
    body: transferInput,
    example: { user_id: "6f1f7d2e-6f0b-4f0e-9d43-0f6a3f1d2c11" },
    responses: { 204: null },
  }),
  defineOperation({
    id: "getUsage",
    method: "GET",
    path: "/api/usage",
    tag: "Workspace",
    summary: "Get usage and limits",
    description:
      "What the workspace has and may have, how far back its history goes, what a month will use, and the rates of the instance.",
    scope: "read",
    responses: { 200: usageSchema },
  }),
];

const members = [
  defineOperation({
    id: "listMembers",
    method: "GET",
    path: "/api/members",
    tag: "Workspace",
    summary: "List members",
    description: "The highest role first.",
    scope: "read",
    responses: { 200: memberList },
  }),
  defineOperation({
    id: "changeMember",
    method: "PATCH",
    path: "/api/members/{userId}",
    tag: "Workspace",
    summary: "Give a member another role",
    description: "For admins and the owner. The owner's role only changes by a transfer.",
    scope: "write",
    body: roleInput,
    example: { role: "VIEWER" },
    responses: { 200: memberSchema },
  }),
  defineOperation({
    id: "removeMember",
    method: "DELETE",
    path: "/api/members/{userId}",
    tag: "Workspace",
    summary: "Remove a member, or leave",
    description:
      "Admins and the owner remove others; everyone but the owner may remove themselves. Their routines stay.",
    scope: "write",
    responses: { 204: null },
  }),
];

const invitations = [
  defineOperation({
    id: "listInvitations",
    method: "GET",
    path: "/api/invitations",
    tag: "Workspace",
    summary: "List open invitations",
    description: "For admins and the owner.",
    scope: "read",
    responses: { 200: invitationList },
  }),
  defineOperation({
    id: "createInvitation",
    method: "POST",
    path: "/api/invitations",
    tag: "Workspace",
    summary: "Invite somebody",
    description:
      "For admins and the owner. One person may use the link within seven days. It is shown this once.",
    scope: "write",
    body: roleInput,
    example: { role: "MEMBER" },
    responses: { 201: newInvitationSchema },
  }),
  defineOperation({
    id: "revokeInvitation",
    method: "DELETE",
    path: "/api/invitations/{id}",
    tag: "Workspace",
    summary: "Revoke an invitation",
    description: "For admins and the owner. Its link stops working.",
    scope: "write",
    responses: { 204: null },
  }),
];

export const memberOperations = [...workspaces, ...members, ...invitations];
