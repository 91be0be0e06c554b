import { defineOperation } from "@/lib/domain/api/operation";
import {
  healthSchema,
  lifeSchema,
  metricsSchema,
  openApiSchema,
  tickSchema,
} from "@/lib/domain/api/schemas/instance";

const tick = {
  path: "/api/cron/tick",
  tag: "Instance",
  scope: "operator",
  requestHeaders: ["OpsPulse-Clock"],
  responses: { 200: tickSchema },
} as const;

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
    ...tick,
    id: "tick",
    method: "POST",
    summary: "Run what is due",
    description: "For the instance's clock, with `CRON_SECRET`. Any number of ticks may overlap.",
  }),
  defineOperation({
    ...tick,
    id: "tickByGet",
    method: "GET",
    summary: "Run what is due, for clocks that only send GET",
    description: "As `POST`, with `CRON_SECRET`.",
  }),
  defineOperation({
    id: "getMetrics",
    method: "GET",
    path: "/api/metrics",
    tag: "Instance",
    summary: "Get the metrics of the instance",
    description: "With `METRICS_TOKEN`; 404 where the operator has set none.",
    scope: "operator",
    responses: { 200: { body: metricsSchema, types: ["text/plain"] } },
    problems: [404],
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
