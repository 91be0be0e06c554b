import type { RunResult } from "@/db/queries/record-runs";

/** A request's result with defaults for everything that a test does not set. */
export function runResult(overrides: Partial<RunResult> = {}): RunResult {
  return {
    status: "SUCCESS",
    isDegraded: false,
    httpStatus: 200,
    durationMs: 12,
    errorCode: null,
    errorMessage: null,
    retryAfterSeconds: null,
    phases: { dns_ms: null, connect_ms: 1, tls_ms: null, first_byte_ms: 10 },
    remoteAddress: "127.0.0.1",
    certificateExpiresAt: null,
    responseBytes: 2,
    evidence: { redirects: [], response_headers: {}, response_body: null, broken_rules: [] },
    ...overrides,
  };
}
