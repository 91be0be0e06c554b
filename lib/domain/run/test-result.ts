import type { RoutineSettings } from "@/lib/domain/routine/routine";
import type { RunDetailDto } from "@/lib/domain/run/run";
import type { RunEvidence, RunPhases } from "@/lib/domain/run/run-evidence";

/** The texts of a request with its values filled in. */
export type SentTexts = Pick<RoutineSettings, "endpoint_url" | "headers_json" | "body">;

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
  > & {
    /** The texts of the request as they were sent; null where no value was filled in. */
    sent_as: SentTexts | null;
  };
