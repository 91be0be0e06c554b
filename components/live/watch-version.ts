import type { VersionResponse } from "@/components/live/ask-version";
import { AWAY_MS, pollDelayMs } from "@/components/live/poll-delay";

/** Fewer may be a restart of the instance, which is no news. */
const FAILURES_TO_REPORT = 3;

export type Liveness = "live" | "away" | "lost" | "signedOut";

/** The reader is there. */
const SIGNS = ["pointerdown", "wheel", "touchstart", "focusin"] as const;

/** The reader does something, which may change what the page shows. */
const DEEDS = ["click", "submit", "keydown"] as const;

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
 * Asks whether the page is up to date, as often as `pollDelayMs` says, and refreshes it where it is
 * not: at most once per request, and only while the reader is not busy. Asks nothing while the page is
 * hidden, the browser offline or the reader away for `AWAY_MS`, and at once when that ends; less and less
 * often while requests fail; and not at all once signed out, until the page is looked at again. Returns
 * the function that ends it.
 */
export function watchVersion({ version, ask, isBusy, refresh, report }: Watch): () => void {
  const openedAt = performance.now();
  let seen = version;
  let isStale = false;
  let isAsking = false;
  let isSignedOut = false;
  let isAway = false;
  let failures = 0;
  let askedAt = openedAt;
  let changedAt = openedAt;
  let seenReaderAt = openedAt;
  let pointerPlace = "";
  /** When a change is expected, because a routine is due or the reader is back. */
  let expectedAt: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ending = new AbortController();

  function plan() {
    clearTimeout(timer);
    if (isAsking || ending.signal.aborted) return;
    if (document.visibilityState !== "visible" || !navigator.onLine) return;
    const now = performance.now();
    const delayMs = pollDelayMs({
      quietMs: isStale ? 0 : askedAt - changedAt,
      expectedMs: expectedAt === null ? null : expectedAt - askedAt,
      failures,
    });
    timer = setTimeout(() => void tick(), Math.max(0, askedAt + delayMs - now));
  }

  function take(response: VersionResponse) {
    failures = response.is === "failed" ? failures + 1 : 0;
    isSignedOut = response.is === "signedOut";
    if (response.is === "changed") {
      seen = response.version;
      isStale = true;
      changedAt = performance.now();
    }
    if (response.is === "changed" || response.is === "same") {
      expectedAt = response.nextDueMs === null ? null : performance.now() + response.nextDueMs;
    }
    if (isSignedOut) report("signedOut");
    else if (failures === 0) report("live");
    else if (failures >= FAILURES_TO_REPORT) report("lost");
  }

  async function tick() {
    if (performance.now() - seenReaderAt >= AWAY_MS) {
      isAway = true;
      report("away");
      return;
    }
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

  function noteReader() {
    seenReaderAt = performance.now();
    if (!isAway) return;
    isAway = false;
    expectedAt = askedAt;
    report("live");
    plan();
  }

  /** A page that changes under a pointer at rest has it reported, too. */
  function notePointer({ screenX, screenY }: PointerEvent) {
    const place = `${screenX} ${screenY}`;
    if (place === pointerPlace) return;
    pointerPlace = place;
    noteReader();
  }

  function noteDeed() {
    changedAt = performance.now();
    noteReader();
    if (!isSignedOut && failures === 0) plan();
  }

  function lookAgain() {
    failures = 0;
    expectedAt = askedAt;
    noteReader();
    plan();
  }

  const { signal } = ending;
  const early = { capture: true, passive: true, signal };
  document.addEventListener("pointermove", notePointer, early);
  for (const sign of SIGNS) document.addEventListener(sign, noteReader, early);
  for (const deed of DEEDS) document.addEventListener(deed, noteDeed, early);
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
