import { useTranslations } from "next-intl";
import { withQuery, type Query } from "@/components/page/query";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";

type PaginationProps = { path: string; query: Query; nextCursor: string | null };

/** Links to the next page of a list, and back to its first. */
export function Pagination({ path, query, nextCursor }: PaginationProps) {
  const t = useTranslations("common");
  const isFirst = query.cursor === undefined;
  if (isFirst && nextCursor === null) return null;
  return (
    <div className="mt-3 flex justify-between gap-2">
      {isFirst ? (
        <span />
      ) : (
        <Button asChild size="sm">
          <Link href={withQuery(path, { ...query, cursor: undefined })}>{t("firstPage")}</Link>
        </Button>
      )}
      {nextCursor !== null && (
        <Button asChild size="sm">
          <Link href={withQuery(path, { ...query, cursor: nextCursor })}>{t("nextPage")}</Link>
        </Button>
      )}
    </div>
  );
}
