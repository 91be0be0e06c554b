import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthForm } from "@/app/(auth)/auth-form";
import { AuthLink, AuthPage } from "@/app/(auth)/auth-page";
import { resetPassword } from "@/app/(auth)/password-actions";
import { MIN_PASSWORD_CHARACTERS } from "@/lib/auth/credentials";
import { getUser } from "@/lib/auth/get-user";
import { isRecovering } from "@/lib/auth/recovery-mark";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.resetPassword");
  return { title: t("title") };
}

export default async function ResetPasswordPage() {
  const t = await getTranslations("auth");
  const user = await getUser();
  if (user === null || !(await isRecovering(user))) {
    return (
      <AuthPage
        title={t("resetPassword.title")}
        links={<AuthLink href="/forgot-password">{t("resetPassword.forgotPassword")}</AuthLink>}
      >
        <p className="text-ink-soft">{t("problems.link_required")}</p>
      </AuthPage>
    );
  }
  return (
    <AuthPage
      title={t("resetPassword.title")}
      lead={user.email !== null && t("resetPassword.lead", { email: user.email })}
    >
      <AuthForm
        action={resetPassword}
        page="resetPassword"
        hasEmail={false}
        password="new"
        minPasswordCharacters={MIN_PASSWORD_CHARACTERS}
      />
    </AuthPage>
  );
}
