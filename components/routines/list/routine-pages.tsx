import { useTranslations } from "next-intl";
import { withQuery, type Query } from "@/components/page/query";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";

type RoutinePagesProps = {
  path: string;
  query: Query;
  previousCursor: string | null;
  nextCursor: string | null;
};

/** Links to the previous and the next page; nothing where all fits on one. */
export function RoutinePages({ path, query, previousCursor, nextCursor }: RoutinePagesProps) {
  const t = useTranslations("routines");
  if (previousCursor === null && nextCursor === null) return null;
  const around = { ...query, cursor: undefined, before: undefined };
  return (
    <nav aria-label={t("pages")} className="mt-3 flex justify-between gap-2">
      {previousCursor === null ? (
        <span />
      ) : (
        <Button asChild size="sm">
          <Link href={withQuery(path, { ...around, before: previousCursor })}>
            {t("previousPage")}
          </Link>
        </Button>
      )}
      {nextCursor !== null && (
        <Button asChild size="sm">
          <Link href={withQuery(path, { ...around, cursor: nextCursor })}>{t("nextPage")}</Link>
        </Button>
      )}
    </nav>
  );
}
