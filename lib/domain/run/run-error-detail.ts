import {
  errorDetailNames,
  findErrorDetail,
  type ErrorDetail,
} from "@/lib/domain/run/error-details";
import { causeOfStatus, statusCauses, type StatusCause } from "@/lib/domain/run/status-causes";

/** What an error is in particular: the closed list of `error_detail` in the API. */
export type RunErrorDetail = ErrorDetail | StatusCause;

export const runErrorDetails: readonly RunErrorDetail[] = [...errorDetailNames, ...statusCauses];

type RunError = {
  error_code: string | null;
  error_message: string | null;
  http_status: number | null;
};

/**
 * The detail of a run's error, by its status or its message, so that old runs have theirs too; null where
 * there is no error, or its code says all there is.
 */
export function findRunErrorDetail({
  error_code: code,
  error_message: message,
  http_status: status,
}: RunError): RunErrorDetail | null {
  if (code === null) return null;
  if (code === "HTTP_STATUS") return status === null ? null : causeOfStatus(status);
  return findErrorDetail(code, message);
}
