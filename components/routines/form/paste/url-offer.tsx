import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { findUrlSlip } from "@/lib/domain/routine/url-slip";

/** What is typed so long ago is taken for the whole URL. */
const SETTLED_MS = 500;

/**
 * Offers the URL that was meant, or names a placeholder that was left in it; nothing for any other. It
 * waits for a pause and not for the field to be left: what is clicked next must not move away.
 */
export function UrlOffer({ url, onUse }: { url: string; onUse: (url: string) => void }) {
  const t = useTranslations("routineForm");
  const [settledUrl, setSettledUrl] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSettledUrl(url), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [url]);
  const slip = url === settledUrl ? findUrlSlip(url) : null;
  if (slip === null) return null;
  return (
    <div role="status" className="animate-appear text-sm">
      {slip.kind === "placeholder" ? (
        <p>{t("urlPlaceholderLeft", { what: slip.what })}</p>
      ) : (
        <Button
          type="button"
          size="sm"
          className="min-h-8 max-w-full py-1 text-left max-lg:min-h-11 [&]:h-auto [&]:whitespace-normal"
          onClick={() => onUse(slip.url)}
        >
          <span className="min-w-0 [overflow-wrap:anywhere]">{t("useUrl", { url: slip.url })}</span>
        </Button>
      )}
    </div>
  );
}
