import { Stethoscope } from "lucide-react";
import { useTranslations } from "next-intl";
import { Link } from "@/components/ui/link";

/** The way to the operator's page, in the frame of operators. */
export function OperatorLink() {
  const t = useTranslations("operator");
  return (
    <Link
      href="/operator"
      className="inline-flex min-h-9 items-center gap-2 rounded-control text-sm text-ink-soft hover:text-ink max-lg:min-h-11"
    >
      <Stethoscope aria-hidden className="size-4 shrink-0" />
      {t("title")}
    </Link>
  );
}
