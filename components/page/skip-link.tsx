import { useTranslations } from "next-intl";

/** Leads keyboards past the frame of a page, to its `#content`. Unseen until it has the focus. */
export function SkipLink() {
  const t = useTranslations("nav");
  return (
    <a
      href="#content"
      className="sr-only z-50 rounded-control bg-accent font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:px-3 focus:py-2"
    >
      {t("skip")}
    </a>
  );
}
