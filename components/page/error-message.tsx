"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useLateModule } from "@/components/hydration/use-late-module";
import { readDatabaseHealth, type DatabaseHealth } from "@/components/page/database-health";

/** How long the reader waits at most until the page knows why it failed. */
const PATIENCE_MS = 1_500;

// Every page brings each place that an error can be shown at: what they show, only once it is needed.
const loadDetails = () => import("@/components/page/error-details");

type ErrorMessageProps = { error: unknown; retry: () => void };

const digestOf = (error: unknown) =>
  typeof error === "object" && error !== null && "digest" in error ? String(error.digest) : null;

/**
 * What happened, what it means for the runs, and what to do. An error reaches the browser without
 * its cause: whether it is the database is asked of the instance. Where nothing can be fetched any
 * more, a plain message stands in.
 */
export function ErrorMessage({ error, retry }: ErrorMessageProps) {
  const t = useTranslations();
  const [health, setHealth] = useState<DatabaseHealth | null>(null);
  const [details, fetchDetails] = useLateModule(loadDetails);

  useEffect(() => {
    void readDatabaseHealth(PATIENCE_MS).then(setHealth);
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
