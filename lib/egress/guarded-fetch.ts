import type { SendOptions } from "@/lib/egress/send-request";
import { sendToOperatorsHost } from "@/lib/egress/send-to-operators-host";

type GuardedFetchOptions = Omit<SendOptions, "allow" | "limits"> & {
  timeoutMs: number;
  /** The most bytes of a response. */
  maxBytes: number;
};

/** No whole response came in time. The message says why, without a path and headers. */
export class NoResponseError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NoResponseError";
  }
}

/** Any status is a response to its caller. */
const ANY_STATUS = ["100-999"];

/**
 * A `fetch` for libraries that call a host of the operator: each request is a POST with a text as its
 * body, goes through the guard of outbound requests, and follows no redirect.
 * It rejects with a `NoResponseError` where no whole response came in time.
 */
export function createGuardedFetch(options: GuardedFetchOptions): typeof fetch {
  const { timeoutMs, maxBytes, ...policy } = options;
  return async (input, init) => {
    if (init?.method !== "POST" || typeof init.body !== "string") {
      throw new TypeError("Only a POST with a text is sent to a host of the operator.");
    }
    const outcome = await sendToOperatorsHost(
      {
        url: input instanceof Request ? input.url : String(input),
        method: "POST",
        headers: {},
        systemHeaders: Object.fromEntries(new Headers(init.headers)),
        body: init.body,
        timeoutMs,
        acceptedStatuses: ANY_STATUS,
      },
      { ...policy, limits: { maxBodyBytes: maxBytes, keepBodyBytes: maxBytes } },
    );
    if (!outcome.ok || outcome.httpStatus === null) {
      throw new NoResponseError(outcome.errorMessage ?? "No response came.");
    }
    const headers = new Headers();
    const type = outcome.headers?.["content-type"];
    if (typeof type === "string") headers.set("content-type", type);
    const hasBody = ![204, 205, 304].includes(outcome.httpStatus);
    return new Response(hasBody ? new Uint8Array(outcome.body) : null, {
      status: outcome.httpStatus,
      headers,
    });
  };
}
