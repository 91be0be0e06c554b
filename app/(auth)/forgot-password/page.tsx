import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthForm } from "@/app/(auth)/auth-form";
import { AuthLink, AuthPage } from "@/app/(auth)/auth-page";
import { requestPasswordReset } from "@/app/(auth)/password-actions";
import { getEnv } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.forgotPassword");
  return { title: t("title") };
}

export default async function ForgotPasswordPage() {
  const t = await getTranslations("auth.forgotPassword");
  const signIn = <AuthLink href="/sign-in">{t("signIn")}</AuthLink>;
  if (getEnv().AUTH_EMAILS === "off") {
    return <AuthPage title={t("offTitle")} lead={t("off")} links={signIn} />;
  }
  return (
    <AuthPage title={t("title")} lead={t("lead")} links={signIn}>
      <AuthForm action={requestPasswordReset} page="forgotPassword" />
    </AuthPage>
  );
}
