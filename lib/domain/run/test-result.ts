import type { RunDetailDto } from "@/lib/domain/run/run";
import type { RunEvidence, RunPhases } from "@/lib/domain/run/run-evidence";

/** The result of a test request, which belongs to no run: the parts of a run about its response. */
export type TestResultDto = RunPhases &
  RunEvidence &
  Pick<
    RunDetailDto,
    | "status"
    | "is_degraded"
    | "http_status"
    | "duration_ms"
    | "error_code"
    | "error_detail"
    | "error_message"
    | "remote_address"
    | "certificate_expires_at"
    | "response_bytes"
  >;
