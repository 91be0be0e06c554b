import type { SchedulerContext } from "@/lib/services/context";
import type { RequestResult } from "@/lib/services/scheduler/lane";
import { lineOf } from "@/lib/services/scheduler/place-queue";
import { placesOf } from "@/lib/services/scheduler/places";

/** A request that somebody waits for. */
type AwaitedRequest = {
  workspaceId: string;
  endpointUrl: string;
  /** Whether its host is known to have responded to the workspace last time. */
  hasSucceeded: boolean;
};

/** The host of a URL as scheduled runs are counted by it: with its port, in lower case. */
const hostOf = (url: string) => /^[a-z]+:\/\/([^/?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? "";

/** The URL without its query and its digits, as scheduled runs are grouped by it. */
const routeOf = (url: string) => (url.split("?")[0] ?? "").replaceAll(/\d/g, "");

/**
 * Does what sends a request once it has a place, and frees the place when it has ended. `send` returns
 * the result of the request, null where none was sent, beside its own value.
 * @throws {TryLaterError} BUSY where no place became free in time: `send` was not called.
 * @throws {DomainError} UNAVAILABLE where the process is about to end: `send` was not called.
 */
export async function withPlace<Value>(
  { scheduler }: Pick<SchedulerContext, "scheduler">,
  { workspaceId, endpointUrl, hasSucceeded }: AwaitedRequest,
  send: () => Promise<{ sent: RequestResult | null; value: Value }>,
): Promise<Value> {
  const places = placesOf(scheduler.workerId);
  const lane = places.lane(workspaceId, hostOf(endpointUrl), hasSucceeded);
  const hold = await lineOf(places).wait(lane, routeOf(endpointUrl), scheduler);
  let sent: RequestResult | null = null;
  try {
    const ended = await send();
    sent = ended.sent;
    return ended.value;
  } finally {
    places.end(hold, sent, scheduler, performance.now());
  }
}
