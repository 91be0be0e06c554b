import type { RunErrorCode } from "@/lib/domain/run/run-error-code";

/**
 * The error of a request, inside this layer: callers of `sendRequest` get it as a result.
 * `message` tells a person what happened and what to do, and holds no secret.
 */
export class EgressError extends Error {
  readonly runErrorCode: RunErrorCode;

  constructor(runErrorCode: RunErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EgressError";
    this.runErrorCode = runErrorCode;
  }
}

/** An error that is ours and not the endpoint's. */
export const internalError = (cause: unknown) =>
  new EgressError(
    "INTERNAL",
    "OpsPulse failed to send the request. This is a defect of OpsPulse, not of the endpoint.",
    { cause },
  );

export const closedEarly = (cause?: unknown) =>
  new EgressError(
    "PROTOCOL",
    "The endpoint closed the connection early or did not respond in HTTP/1.1. Check its logs, and that the port speaks HTTP.",
    { cause },
  );
