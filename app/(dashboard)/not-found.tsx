import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/layout/empty-state";
import { Button } from "@/components/ui/button";

/** What does not exist, inside the frame of the dashboard. */
export default function NotFound() {
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
