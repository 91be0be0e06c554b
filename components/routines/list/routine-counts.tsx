import { useTranslations } from "next-intl";

/** How many routines there are, and how many of them match where not all do. Said when it changes. */
export function RoutineCounts({ total, matching }: { total: number; matching: number }) {
  const t = useTranslations("routines");
  const texts = [
    total > 0 && t("total", { count: total }),
    matching < total && t("matching", { count: matching }),
  ];
  return <p role="status">{texts.filter(Boolean).join(", ")}</p>;
}
