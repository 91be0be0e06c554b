"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

type ErrorMessageProps = { error: unknown; retry: () => void };

const digestOf = (error: unknown) =>
  typeof error === "object" && error !== null && "digest" in error ? String(error.digest) : null;

/** What happened, what it means for the runs, and what to do. */
export function ErrorMessage({ error, retry }: ErrorMessageProps) {
  const t = useTranslations();
  const digest = digestOf(error);
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
