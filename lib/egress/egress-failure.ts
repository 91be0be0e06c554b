import type { RunErrorCode } from "@/lib/domain/run-outcome";

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
