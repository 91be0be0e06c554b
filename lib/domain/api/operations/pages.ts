import { defineOperation } from "@/lib/domain/api/operation";
import { liveVersionSchema, pulseColumnsSchema, pulseQuery } from "@/lib/domain/api/schemas/page";

export const pageOperations = [
  defineOperation({
    id: "getLiveVersion",
    method: "GET",
    path: "/api/live",
    tag: "Pages",
    summary: "Check whether a page is still current",
    scope: "any",
    requestHeaders: ["If-None-Match"],
    responses: {
      200: { body: liveVersionSchema, headers: ["ETag", "OpsPulse-Next-Due-Ms"] },
      304: { body: null, headers: ["ETag", "OpsPulse-Next-Due-Ms"] },
    },
  }),
  defineOperation({
    id: "getPulseColumns",
    method: "GET",
    path: "/api/pulse",
    tag: "Pages",
    summary: "Get the columns of the overview grid",
    scope: "read",
    query: pulseQuery,
    responses: { 200: pulseColumnsSchema },
  }),
];
