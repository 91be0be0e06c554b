import type { VersionAnswer } from "@/components/live/ask-version";

/** The tick of a page's own clock. */
export const POLL_MS = 2_000;

const SLOWEST_POLL_MS = 30_000;
/** Fewer may be the restart of an instance, which is no news. */
const FAILURES_TO_TELL = 3;

/** How long after a question the next one is asked, after so many in a row without an answer. */
export function pollDelayMs(failures: number): number {
  return Math.min(SLOWEST_POLL_MS, POLL_MS * 2 ** failures);
}

export type Liveness = "live" | "lost" | "signedOut";

type Watch = {
  /** What the page shows. */
  version: string;
  ask: (version: string) => Promise<VersionAnswer>;
  /** Whether a refresh would disturb the reader at this moment, or is under way. */
  isBusy: () => boolean;
  refresh: () => void;
  tell: (liveness: Liveness) => void;
};

/**
 * Asks every two seconds whether the page is still up to date, and has it refreshed where it is not:
 * at most once a tick, and not while the reader is busy, but then as soon as they are not. Asks
 * nothing while the page is hidden or the browser offline, and at once when that ends; more and more
 * rarely while there is no answer; and not at all once signed out, until the page is looked at again.
 * Returns what ends it.
 */
export function watchVersion({ version, ask, isBusy, refresh, tell }: Watch): () => void {
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

  function take(answer: VersionAnswer) {
    failures = answer.is === "failed" ? failures + 1 : 0;
    isSignedOut = answer.is === "signedOut";
    if (answer.is === "changed") {
      seen = answer.version;
      isStale = true;
    }
    if (isSignedOut) tell("signedOut");
    else if (failures === 0) tell("live");
    else if (failures >= FAILURES_TO_TELL) tell("lost");
  }

  async function tick() {
    isAsking = true;
    askedAt = performance.now();
    const answer = await ask(seen);
    isAsking = false;
    if (ending.signal.aborted) return;
    take(answer);
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
