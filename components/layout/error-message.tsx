"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { DatabaseDown } from "@/components/layout/database-down";
import { readDatabaseHealth, type DatabaseHealth } from "@/components/layout/database-health";
import { Button } from "@/components/ui/button";

/** How long the reader waits at most until the page knows why it failed. */
const PATIENCE_MS = 1_500;

type ErrorMessageProps = { error: unknown; retry: () => void };

const digestOf = (error: unknown) =>
  typeof error === "object" && error !== null && "digest" in error ? String(error.digest) : null;

/**
 * What happened, what it means for the runs, and what to do. An error reaches the browser without
 * its cause: whether it is the database is asked of the instance.
 */
export function ErrorMessage({ error, retry }: ErrorMessageProps) {
  const t = useTranslations();
  const digest = digestOf(error);
  const [health, setHealth] = useState<DatabaseHealth | null>(null);

  useEffect(() => {
    void readDatabaseHealth(PATIENCE_MS).then(setHealth);
  }, []);

  if (health === null) return <div aria-busy className="min-h-48" />;
  if (health === "down") return <DatabaseDown retry={retry} />;
  return (
    <div
      role="alert"
      className="max-w-2xl rounded-block border border-failed/40 bg-failed-wash p-6"
    >
      <h1 className="text-lg font-semibold">{t("errorPage.title")}</h1>
      <p className="mt-1 max-w-xl text-ink-soft">{t("errorPage.text")}</p>
      <Button type="button" className="mt-4" onClick={retry}>
        {t("common.retry")}
      </Button>
      {digest !== null && (
        <p className="mt-4 font-mono text-sm text-ink-faint">
          {t("errorPage.reference", { digest })}
        </p>
      )}
    </div>
  );
}
