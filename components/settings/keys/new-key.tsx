"use client";

import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/page/copy-button";
import { Alert } from "@/components/ui/alert";
import type { NewApiKeyDto } from "@/lib/domain/keys/api-key";

/** A key right after it was made, the only time that it is whole, and how to try it. */
export function NewKey({ made, appUrl }: { made: NewApiKeyDto; appUrl: string }) {
  const t = useTranslations("keys");
  const command = `curl -H "Authorization: Bearer ${made.key}" ${appUrl}/api/keys/current`;
  return (
    <Alert variant="success" className="max-w-xl">
      <p className="font-medium">{t("madeTitle")}</p>
      <p className="mt-1 flex items-start gap-1">
        <code className="min-w-0 font-mono text-sm break-all select-all">{made.key}</code>
        <CopyButton text={made.key} />
      </p>
      <p className="mt-2 text-sm text-ink-soft">{t("madeText")}</p>
      <p className="mt-1 flex items-start gap-1">
        <code className="min-w-0 font-mono text-sm break-all select-all">{command}</code>
        <CopyButton text={command} />
      </p>
    </Alert>
  );
}
