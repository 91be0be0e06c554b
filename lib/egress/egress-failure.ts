import type { RunErrorCode } from "@/lib/domain/run/run-error-code";

/**
 * How a request failed, inside this layer: callers of `sendRequest` get it as a result.
 * `message` tells a person what happened and what to do, and holds no secret.
 */
export class EgressFailure extends Error {
  readonly runErrorCode: RunErrorCode;

  constructor(runErrorCode: RunErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EgressFailure";
    this.runErrorCode = runErrorCode;
  }
}

/** A failure that is ours and not the endpoint's. */
export const internalFailure = (cause: unknown) =>
  new EgressFailure(
    "INTERNAL",
    "OpsPulse failed to send the request. This is a defect of OpsPulse, not of the endpoint.",
    { cause },
  );

export const closedEarly = (cause?: unknown) =>
  new EgressFailure(
    "PROTOCOL",
    "The endpoint closed the connection early or did not answer in HTTP/1.1. Check its logs, and that the port speaks HTTP.",
    { cause },
  );
