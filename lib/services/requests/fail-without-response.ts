import type { RunResult } from "@/db/queries/record-runs";

const messages = {
  SECRET_UNAVAILABLE:
    "The secret of this routine isn't set up, or this workspace may not send it to this URL. Nothing was sent. Ask the administrator, or choose another secret.",
  INTERNAL:
    "Something went wrong in OpsPulse while it handled this run. Its log has the details under the run's ID.",
};

/** The result of a run that failed in OpsPulse itself, whatever the endpoint would have said. */
export const failWithoutResponse = (errorCode: keyof typeof messages): RunResult => ({
  status: "FAIL",
  isDegraded: false,
  httpStatus: null,
  durationMs: 0,
  errorCode,
  errorMessage: messages[errorCode],
  retryAfterSeconds: null,
  remoteAddress: null,
  certificateExpiresAt: null,
  phases: { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null },
  responseBytes: null,
  evidence: { redirects: [], response_headers: null, response_body: null, broken_rules: [] },
});
