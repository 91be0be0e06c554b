import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/page/empty-state";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";

/** What does not exist, is gone, or belongs to somebody else: the reader is not told which. */
export function NotFoundMessage() {
  const t = useTranslations("notFound");
  return (
    <EmptyState
      heading="h1"
      title={t("title")}
      text={t("text")}
      action={
        <Button asChild>
          <Link href="/">{t("back")}</Link>
        </Button>
      }
    />
  );
}
