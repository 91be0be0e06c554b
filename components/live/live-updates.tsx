"use client";

import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState, useTransition } from "react";
import { askVersion } from "@/components/live/ask-version";
import { watchVersion, type Liveness } from "@/components/live/watch-version";
import { withQuery } from "@/components/page/query";

const LIVE_PATH = "/api/live";
const OVERLAYS = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

/** How long after a key the reader still counts as typing. */
const TYPING_MS = 3_000;

let typedAt = -Infinity;

/** Notes when the reader types, until `signal` ends it. */
function noteTyping(signal: AbortSignal): void {
  document.addEventListener("input", () => (typedAt = performance.now()), {
    capture: true,
    signal,
  });
}

/** Whether the reader is in the middle of something: an overlay is open, or text is being typed. */
function isReaderBusy(): boolean {
  return document.querySelector(OVERLAYS) !== null || performance.now() - typedAt < TYPING_MS;
}

/**
 * Keeps every page of the shell up to date without a reload: what changes on the server is replaced
 * in place, and focus, scroll position and typed text stay. Says nothing while it works. It rests while
 * the reader is away, and says so.
 *
 * `version` is what the server read before it rendered the page, so that no change in between is
 * lost.
 */
export function LiveUpdates({ version }: { version: string }) {
  const t = useTranslations("live");
  const router = useRouter();
  const path = usePathname();
  const [liveness, setLiveness] = useState<Liveness>("live");
  const [isRefreshing, startTransition] = useTransition();
  const firstVersion = useRef(version);

  const isBusy = useEffectEvent(() => isRefreshing || isReaderBusy());
  const refresh = useEffectEvent(() => startTransition(() => router.refresh()));

  useEffect(() => {
    const ending = new AbortController();
    noteTyping(ending.signal);
    const stop = watchVersion({
      version: firstVersion.current,
      ask: (seen) => askVersion(LIVE_PATH, seen),
      isBusy: () => isBusy(),
      refresh: () => refresh(),
      report: setLiveness,
    });
    return () => {
      ending.abort();
      stop();
    };
  }, []);

  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-0 z-30 flex justify-center px-4 pb-[calc(env(safe-area-inset-bottom)+5rem)] lg:pb-5"
    >
      {liveness !== "live" && (
        <p className="pointer-events-auto max-w-2xl animate-appear rounded-block border bg-raised px-4 py-3 text-ink-soft shadow-overlay">
          <strong className="font-semibold text-ink">{t(`${liveness}.title`)}</strong>{" "}
          {t(`${liveness}.text`)}{" "}
          {liveness === "signedOut" && (
            <a
              href={withQuery("/sign-in", { next: path })}
              className="font-medium text-accent-strong underline underline-offset-2"
            >
              {t("signIn")}
            </a>
          )}
        </p>
      )}
    </div>
  );
}
