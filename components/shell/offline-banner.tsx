"use client";

import { WifiOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useSyncExternalStore } from "react";

function subscribe(onChange: () => void): () => void {
  window.addEventListener("online", onChange);
  window.addEventListener("offline", onChange);
  return () => {
    window.removeEventListener("online", onChange);
    window.removeEventListener("offline", onChange);
  };
}

const useOffline = () =>
  useSyncExternalStore(
    subscribe,
    () => !navigator.onLine,
    () => false,
  );

/** Whether a click would leave the page for another one in the same tab. */
function leavesPage(event: MouseEvent): boolean {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  return (
    link instanceof HTMLAnchorElement &&
    link.target !== "_blank" &&
    !link.getAttribute("href")?.startsWith("#") &&
    !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
  );
}

const hold = (event: Event) => {
  event.preventDefault();
  event.stopPropagation();
};

const holdLeaving = (event: MouseEvent) => {
  if (leavesPage(event)) hold(event);
};

/**
 * Says that there is no connection, and what that means, for as long as it lasts. Meanwhile links
 * and forms do nothing: a page that is left could not come back, and a form that is sent could be
 * sent twice. The banner takes its own room and covers nothing.
 */
export function OfflineBanner() {
  const t = useTranslations("offline");
  const isOffline = useOffline();
  useEffect(() => {
    if (!isOffline) return;
    // On the window, so that it runs before any listener of the page.
    window.addEventListener("click", holdLeaving, { capture: true });
    window.addEventListener("submit", hold, { capture: true });
    return () => {
      window.removeEventListener("click", holdLeaving, { capture: true });
      window.removeEventListener("submit", hold, { capture: true });
    };
  }, [isOffline]);
  return (
    <div role="status" className="sticky top-0 z-40">
      {isOffline && (
        <p className="flex animate-appear justify-center gap-2.5 border-b bg-sunken px-4 py-2 text-sm text-pretty text-ink-soft">
          <WifiOff aria-hidden className="mt-0.5 size-4 shrink-0 text-late" />
          <span>
            <strong className="font-semibold text-ink">{t("title")}</strong> {t("text")}
          </span>
        </p>
      )}
    </div>
  );
}
