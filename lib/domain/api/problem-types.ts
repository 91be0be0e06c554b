import type { ErrorCode } from "@/lib/domain/errors";

/** Codes of problems with the request itself, or with the whole deployment, which no verb has. */
type ProtocolCode =
  "EXPECTATION_FAILED" | "HEADERS_TOO_LARGE" | "METHOD_NOT_ALLOWED" | "NOT_CONFIGURED";

/** Every code of a problem of the API. */
export type ProblemCode = ErrorCode | ProtocolCode | "INTERNAL";

/** The HTTP status of each code, and its title. Codes keep their meaning for ever. */
export const problemTypes: Readonly<Record<ProblemCode, { status: number; title: string }>> = {
  BAD_REQUEST: { status: 400, title: "Bad Request" },
  UNAUTHENTICATED: { status: 401, title: "Unauthorized" },
  FORBIDDEN: { status: 403, title: "Forbidden" },
  NOT_FOUND: { status: 404, title: "Not Found" },
  METHOD_NOT_ALLOWED: { status: 405, title: "Method Not Allowed" },
  CONFLICT: { status: 409, title: "Conflict" },
  IDEMPOTENCY_MISMATCH: { status: 409, title: "Conflict" },
  PRECONDITION_FAILED: { status: 412, title: "Precondition Failed" },
  PAYLOAD_TOO_LARGE: { status: 413, title: "Content Too Large" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: "Unsupported Media Type" },
  EXPECTATION_FAILED: { status: 417, title: "Expectation Failed" },
  VALIDATION: { status: 422, title: "Unprocessable Content" },
  RATE_LIMITED: { status: 429, title: "Too Many Requests" },
  HEADERS_TOO_LARGE: { status: 431, title: "Request Header Fields Too Large" },
  INTERNAL: { status: 500, title: "Internal Server Error" },
  BUSY: { status: 503, title: "Service Unavailable" },
  NOT_CONFIGURED: { status: 503, title: "Service Unavailable" },
  UNAVAILABLE: { status: 503, title: "Service Unavailable" },
};

export const problemCodes = Object.keys(problemTypes) as [ProblemCode, ...ProblemCode[]];

/** The page of the documentation that explains the problems, below the app's URL. */
const PROBLEMS_PAGE = "/docs/reference/problems";

/** The anchor of a code on the page of problems. */
export const problemAnchor = (code: ProblemCode) => code.toLowerCase().replaceAll("_", "-");

/** The URL that names the type of a problem (RFC 9457, section 3.1.1), and leads to its explanation. */
export const problemTypeUrl = (appUrl: string, code: ProblemCode) =>
  `${appUrl.replace(/\/+$/, "")}${PROBLEMS_PAGE}#${problemAnchor(code)}`;
