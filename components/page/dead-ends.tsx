import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/page/empty-state";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";

type DeadEndProps = { title: string; text: string; wayOut: string; href: string };

/** Stands in for a page that the reader can't have: says why, and links to one that they can. */
function DeadEnd({ wayOut, href, ...texts }: DeadEndProps) {
  const link = (
    <Button asChild>
      <Link href={href}>{wayOut}</Link>
    </Button>
  );
  return <EmptyState heading="h1" action={link} {...texts} />;
}

/** For what doesn't exist, is gone, or belongs to somebody else: the reader can't tell which. */
export function NotFoundMessage() {
  const t = useTranslations("notFound");
  return <DeadEnd title={t("title")} text={t("text")} wayOut={t("back")} href="/" />;
}

/** In place of a form that a viewer may not send. */
export function ReadOnlyMessage() {
  const t = useTranslations("roles.readOnly");
  return <DeadEnd title={t("title")} text={t("text")} wayOut={t("back")} href="/routines" />;
}
