"use client";

import { DatabaseZap } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useHydrated } from "@/components/hydration/use-hydrated";
import { readDatabaseHealth } from "@/components/page/database-health";
import { Button } from "@/components/ui/button";

const LOOK_AGAIN_MS = 5_000;
const LOOK_WITHIN_MS = 10_000;

const reload = () => location.reload();

/**
 * Says what a lost database means for the runs, and what to do. Once it is back, the page comes
 * back by itself: through `retry`, or by a reload. Without JavaScript the button reloads the page.
 */
export function DatabaseDown({ retry = reload }: { retry?: () => void }) {
  const t = useTranslations();
  const isHydrated = useHydrated();
  const isBack = useRef(false);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    const look = async () => {
      const isVisible = document.visibilityState === "visible";
      const health = isVisible ? await readDatabaseHealth(LOOK_WITHIN_MS) : "unknown";
      if (isGone || isBack.current) return;
      if (health === "ok") {
        isBack.current = true;
        retry();
      } else {
        timer = setTimeout(() => void look(), LOOK_AGAIN_MS);
      }
    };
    timer = setTimeout(() => void look(), LOOK_AGAIN_MS);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [retry]);

  return (
    <div role="alert" className="max-w-2xl rounded-block border bg-raised p-6">
      <h1 className="flex items-center gap-2.5 text-lg font-semibold">
        <DatabaseZap aria-hidden className="size-5 shrink-0 text-failed" />
        {t("databaseDown.title")}
      </h1>
      <p className="mt-2 text-pretty text-ink-soft">{t("databaseDown.runs")}</p>
      <p className="mt-2 text-pretty text-ink-soft">
        {t(isHydrated ? "databaseDown.todo" : "databaseDown.reload")}
      </p>
      <Button asChild className="mt-5">
        {/* The address of this very page. */}
        <a
          href=""
          onClick={(event) => {
            event.preventDefault();
            retry();
          }}
        >
          {t("common.retry")}
        </a>
      </Button>
    </div>
  );
}
