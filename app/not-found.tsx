import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/layout/empty-state";
import { Button } from "@/components/ui/button";

export default function NotFound() {
  const t = useTranslations("notFound");
  return (
    <main className="mx-auto max-w-xl px-4 py-24">
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
    </main>
  );
}
