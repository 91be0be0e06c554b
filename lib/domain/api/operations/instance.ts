import { defineOperation } from "@/lib/domain/api/operation";
import { healthSchema, lifeSchema, openApiSchema } from "@/lib/domain/api/schemas/instance";

export const instanceOperations = [
  defineOperation({
    id: "getHealth",
    method: "GET",
    path: "/api/health",
    tag: "Instance",
    summary: "Get the health of the instance",
    description: "Needs no sign-in. 503 with the same form where something is wrong.",
    scope: "public",
    responses: { 200: healthSchema, 503: healthSchema },
  }),
  defineOperation({
    id: "getLife",
    method: "GET",
    path: "/api/health/live",
    tag: "Instance",
    summary: "Check that the process serves",
    description: "200 whatever else is down; 503 while the process is about to end.",
    scope: "public",
    responses: { 200: lifeSchema, 503: lifeSchema },
  }),
  defineOperation({
    id: "getOpenApi",
    method: "GET",
    path: "/api/openapi.json",
    tag: "Instance",
    summary: "Get this document",
    description: "Needs no sign-in.",
    scope: "public",
    requestHeaders: ["If-None-Match"],
    responses: {
      200: { body: openApiSchema, headers: ["ETag"] },
      304: { body: null, headers: ["ETag"] },
    },
  }),
];
