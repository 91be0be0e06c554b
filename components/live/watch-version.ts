import type { VersionResponse } from "@/components/live/ask-version";

/** Milliseconds between two requests of a page. */
export const POLL_MS = 2_000;

const SLOWEST_POLL_MS = 30_000;
/** Fewer may be a restart of the instance, which is no news. */
const FAILURES_TO_REPORT = 3;

/** Milliseconds until the next request, after so many in a row that failed. */
export function pollDelayMs(failures: number): number {
  return Math.min(SLOWEST_POLL_MS, POLL_MS * 2 ** failures);
}

export type Liveness = "live" | "lost" | "signedOut";

type Watch = {
  /** What the page shows. */
  version: string;
  ask: (version: string) => Promise<VersionResponse>;
  /** Whether a refresh would disturb the reader at this moment, or is under way. */
  isBusy: () => boolean;
  refresh: () => void;
  report: (liveness: Liveness) => void;
};

/**
 * Asks every two seconds whether the page is up to date, and refreshes it where it is not: at most
 * once per request, and only while the reader is not busy. Asks nothing while the page is hidden or
 * the browser offline, and at once when that ends; less and less often while requests fail; and not
 * at all once signed out, until the page is looked at again. Returns the function that ends it.
 */
export function watchVersion({ version, ask, isBusy, refresh, report }: Watch): () => void {
  let seen = version;
  let isStale = false;
  let isAsking = false;
  let isSignedOut = false;
  let failures = 0;
  let askedAt = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ending = new AbortController();

  function plan() {
    clearTimeout(timer);
    if (isAsking || ending.signal.aborted) return;
    if (document.visibilityState !== "visible" || !navigator.onLine) return;
    const delay = askedAt + pollDelayMs(failures) - performance.now();
    timer = setTimeout(() => void tick(), Math.max(0, delay));
  }

  function take(response: VersionResponse) {
    failures = response.is === "failed" ? failures + 1 : 0;
    isSignedOut = response.is === "signedOut";
    if (response.is === "changed") {
      seen = response.version;
      isStale = true;
    }
    if (isSignedOut) report("signedOut");
    else if (failures === 0) report("live");
    else if (failures >= FAILURES_TO_REPORT) report("lost");
  }

  async function tick() {
    isAsking = true;
    askedAt = performance.now();
    const response = await ask(seen);
    isAsking = false;
    if (ending.signal.aborted) return;
    take(response);
    if (isStale && !isBusy()) {
      isStale = false;
      refresh();
    }
    if (!isSignedOut) plan();
  }

  function lookAgain() {
    failures = 0;
    plan();
  }

  const { signal } = ending;
  document.addEventListener("visibilitychange", lookAgain, { signal });
  window.addEventListener("focus", lookAgain, { signal });
  window.addEventListener("online", lookAgain, { signal });
  window.addEventListener("offline", plan, { signal });
  plan();
  return () => {
    ending.abort();
    clearTimeout(timer);
  };
}
