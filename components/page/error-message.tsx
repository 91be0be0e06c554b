"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useLateModule } from "@/components/hydration/use-late-module";
import { readDatabaseHealth, type DatabaseHealth } from "@/components/page/database-health";

/** How long the reader waits at most until the page knows why it failed. */
const EXPLAIN_WITHIN_MS = 1_500;

// Every page carries its error boundaries; their content is loaded only once it is needed.
const loadDetails = () => import("@/components/page/error-details");

const digestOf = (error: unknown) =>
  typeof error === "object" && error !== null && "digest" in error ? String(error.digest) : null;

/**
 * Says what happened, what it means for the runs, and what to do. An error reaches the browser
 * without its cause, so the page asks the instance whether its database is down. Where nothing can
 * be loaded any more, a plain message is shown.
 */
export function ErrorMessage({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations();
  const [health, setHealth] = useState<DatabaseHealth | null>(null);
  const [details, fetchDetails] = useLateModule(loadDetails);

  useEffect(() => {
    void readDatabaseHealth(EXPLAIN_WITHIN_MS).then(setHealth);
  }, []);
  useEffect(fetchDetails, [fetchDetails]);

  if (health === null) return <div aria-busy className="min-h-48" />;
  if (details !== null) {
    return <details.ErrorDetails health={health} digest={digestOf(error)} retry={retry} />;
  }
  return (
    <div role="alert" className="min-h-48">
      <h1 className="text-lg font-semibold">{t("errorPage.title")}</h1>
      <button type="button" className="mt-4 cursor-pointer underline" onClick={retry}>
        {t("common.retry")}
      </button>
    </div>
  );
}
