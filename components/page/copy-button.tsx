"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

const SHOWN_MS = 2_000;

/** Puts `text` on the clipboard, and says so. Without JavaScript the text can be selected instead. */
export function CopyButton({ text }: { text: string }) {
  const t = useTranslations("common");
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // The browser forbids it, as over plain HTTP.
      setCopied(false);
    }
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={t("copy")}
      title={t("copy")}
      className="-my-1 inline-grid size-7 shrink-0 cursor-pointer place-items-center rounded-control align-middle text-ink-faint hover:bg-sunken hover:text-ink"
    >
      <Icon aria-hidden className="size-3.5" />
      <span role="status" className="sr-only">
        {isCopied && t("copied")}
      </span>
    </button>
  );
}
