"use client";

import { useTranslations } from "next-intl";
import { DatabaseDown } from "@/components/page/database-down";
import type { DatabaseHealth } from "@/components/page/database-health";
import { Button } from "@/components/ui/button";

type ErrorDetailsProps = { health: DatabaseHealth; digest: string | null; retry: () => void };

/** Says what happened, what it means for the runs, and what to do. */
export function ErrorDetails({ health, digest, retry }: ErrorDetailsProps) {
  const t = useTranslations();
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
