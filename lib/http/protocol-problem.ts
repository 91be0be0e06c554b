import { STATUS_CODES } from "node:http";
import type { ProblemCode } from "@/lib/domain/api/problem-types";
import type { Problem } from "@/lib/domain/api/schemas/problem";
import { problemType } from "@/lib/http/problem-type";

type Known = { code: ProblemCode; detail: string };

const badRequest: Known = {
  code: "BAD_REQUEST",
  detail: "The request isn't valid HTTP, or its URL can't be read. Check both.",
};

const internal: Known = {
  code: "INTERNAL",
  detail: "Something went wrong on our side. The request_id finds it in the logs.",
};

const known: Readonly<Record<number, Known>> = {
  400: badRequest,
  404: { code: "NOT_FOUND", detail: "There is nothing here, or it isn't yours." },
  405: { code: "METHOD_NOT_ALLOWED", detail: "Use one of the methods in the Allow header." },
  408: { code: "BAD_REQUEST", detail: "The request took too long to arrive. Send it again." },
  409: { code: "CONFLICT", detail: "This page is of another version of the app. Reload it." },
  413: { code: "PAYLOAD_TOO_LARGE", detail: "The body is too large. Send less." },
  417: { code: "EXPECTATION_FAILED", detail: "Leave out the Expect header." },
  431: {
    code: "HEADERS_TOO_LARGE",
    detail: "The URL and the headers have more than 16 KB. Shorten them.",
  },
};

/** The problem of a status that was decided before any verb was asked. */
export function protocolProblem(status: number, requestId: string): Problem {
  const { code, detail } = known[status] ?? (status < 500 ? badRequest : internal);
  return {
    type: problemType(code),
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail,
    code,
    request_id: requestId,
    errors: [],
  };
}

export const problemHeaders = (requestId: string) => ({
  "Cache-Control": "no-store",
  "Content-Type": "application/problem+json",
  "X-Request-Id": requestId,
});
