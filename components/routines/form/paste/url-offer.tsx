import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { findUrlSlip } from "@/lib/domain/routine/url-slip";

/** Offers the URL that was meant, or names a placeholder that was left in it; nothing for any other. */
export function UrlOffer({ url, onUse }: { url: string; onUse: (url: string) => void }) {
  const t = useTranslations("routineForm");
  const slip = findUrlSlip(url);
  if (slip === null) return null;
  return (
    <div role="status" className="animate-appear text-sm">
      {slip.kind === "placeholder" ? (
        <p>{t("urlPlaceholderLeft", { what: slip.what })}</p>
      ) : (
        <Button
          type="button"
          size="sm"
          className="h-auto min-h-8 max-w-full py-1 text-left whitespace-normal max-lg:min-h-11"
          onClick={() => onUse(slip.url)}
        >
          <span className="[overflow-wrap:anywhere]">{t("useUrl", { url: slip.url })}</span>
        </Button>
      )}
    </div>
  );
}
