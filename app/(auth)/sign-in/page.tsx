import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { signIn } from "@/app/(auth)/actions";
import { AuthForm } from "@/app/(auth)/auth-form";
import { AuthLink, AuthPage } from "@/app/(auth)/auth-page";
import { findNotice, isGoodNews } from "@/app/(auth)/notices";
import { Alert } from "@/components/ui/alert";
import { getUser } from "@/lib/auth/get-user";
import { safeRedirectPath, withNext } from "@/lib/auth/safe-redirect";
import { getEnv } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.signIn");
  return {
    title: t("title"),
    robots: { index: true },
    alternates: { canonical: "/sign-in" },
  };
}

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const parameters = await searchParams;
  const notice = findNotice(parameters.notice);
  const next = safeRedirectPath(parameters.next);
  if (notice === null && (await getUser()) !== null) redirect(next);
  const t = await getTranslations("auth");
  return (
    <AuthPage
      title={t("signIn.title")}
      links={
        <>
          <AuthLink href="/forgot-password">{t("signIn.forgotPassword")}</AuthLink>
          {getEnv().SIGN_UP === "open" && (
            <AuthLink href={withNext("/sign-up", next)}>{t("signIn.signUp")}</AuthLink>
          )}
        </>
      }
    >
      {notice !== null && (
        <Alert variant={isGoodNews(notice) ? "success" : "failed"}>{t(`notices.${notice}`)}</Alert>
      )}
      <AuthForm action={signIn} page="signIn" password="current" next={next} />
    </AuthPage>
  );
}
