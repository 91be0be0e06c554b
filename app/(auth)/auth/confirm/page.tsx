import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { confirmLink } from "@/app/(auth)/actions";
import { AuthPage } from "@/app/(auth)/auth-page";
import { signInWithNotice } from "@/app/(auth)/notices";
import { Button } from "@/components/ui/button";
import { leadsToPassword, nextAfterEmail, parseEmailLink } from "@/lib/auth/email-link";
import { getEnv } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.confirm");
  return { title: t("title") };
}

/**
 * The page that emailed links open. A link works once, and mail scanners open every link they see:
 * opening this page changes nothing, only its button does.
 */
export default async function ConfirmPage({ searchParams }: PageProps<"/auth/confirm">) {
  const parameters = await searchParams;
  const link = parseEmailLink(parameters);
  if (link === null) redirect(signInWithNotice("link_expired"));
  const t = await getTranslations("auth.confirm");
  const toPassword = leadsToPassword(link.type);
  const next = nextAfterEmail(parameters.next, getEnv().APP_URL);
  return (
    <AuthPage title={t("title")} lead={t(toPassword ? "leadPassword" : "lead")}>
      <form action={confirmLink}>
        <input type="hidden" name="token_hash" value={link.token_hash} />
        <input type="hidden" name="type" value={link.type} />
        <input type="hidden" name="next" value={next} />
        <Button type="submit" variant="primary" className="w-full">
          {t(toPassword ? "submitPassword" : "submit")}
        </Button>
      </form>
    </AuthPage>
  );
}
