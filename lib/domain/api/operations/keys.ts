import { defineOperation } from "@/lib/domain/api/operation";
import { currentKeySchema, keyPage, newKeySchema, pongSchema } from "@/lib/domain/api/schemas/key";
import { createKeyInput } from "@/lib/domain/keys/api-key";

const ping = {
  path: "/api/ping",
  tag: "Keys",
  scope: "ping",
  responses: { 200: pongSchema },
} as const;

export const keyOperations = [
  defineOperation({
    id: "listKeys",
    method: "GET",
    path: "/api/keys",
    tag: "Keys",
    summary: "List API keys, without what is secret",
    scope: "read",
    responses: { 200: keyPage },
  }),
  defineOperation({
    id: "createKey",
    method: "POST",
    path: "/api/keys",
    tag: "Keys",
    summary: "Make an API key",
    description: "`key` is in this response and never again.",
    scope: null,
    body: createKeyInput,
    example: { name: "Deploys", scopes: ["read", "write"] },
    responses: { 201: newKeySchema },
  }),
  defineOperation({
    id: "deleteKey",
    method: "DELETE",
    path: "/api/keys/{id}",
    tag: "Keys",
    summary: "Delete an API key",
    description: "It is refused from then on. Members delete their own, admins all.",
    scope: null,
    responses: { 204: null },
  }),
  defineOperation({
    id: "getCurrentKey",
    method: "GET",
    path: "/api/keys/current",
    tag: "Keys",
    summary: "Get the key that calls",
    description: "404 for a person.",
    scope: "any",
    responses: { 200: currentKeySchema },
  }),
  defineOperation({
    ...ping,
    id: "ping",
    method: "GET",
    summary: "Check that the instance serves and the key is good",
    description: "Nothing is changed.",
  }),
  defineOperation({
    ...ping,
    id: "pingByPost",
    method: "POST",
    summary: "Check the same with POST",
    description: "As `GET`.",
  }),
];
