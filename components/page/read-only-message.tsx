import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/page/empty-state";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";

/** In place of a form that a viewer may not send. */
export function ReadOnlyMessage() {
  const t = useTranslations("roles.readOnly");
  return (
    <EmptyState
      heading="h1"
      title={t("title")}
      text={t("text")}
      action={
        <Button asChild>
          <Link href="/routines">{t("back")}</Link>
        </Button>
      }
    />
  );
}
