import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { signUp } from "@/app/(auth)/actions";
import { AuthForm } from "@/app/(auth)/auth-form";
import { AuthLink, AuthPage } from "@/app/(auth)/auth-page";
import { MIN_PASSWORD_CHARACTERS } from "@/lib/auth/credentials";
import { getUser } from "@/lib/auth/get-user";
import { safeRedirectPath, withNext } from "@/lib/auth/safe-redirect";
import { getEnv } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.signUp");
  return {
    title: t("title"),
    robots: { index: true },
    alternates: { canonical: "/sign-up" },
  };
}

export default async function SignUpPage({ searchParams }: PageProps<"/sign-up">) {
  const next = safeRedirectPath((await searchParams).next);
  if ((await getUser()) !== null) redirect(next);
  const t = await getTranslations("auth");
  const signInLink = <AuthLink href={withNext("/sign-in", next)}>{t("signUp.signIn")}</AuthLink>;
  if (getEnv().SIGN_UP === "closed") {
    return (
      <AuthPage title={t("signUp.closedTitle")} links={signInLink}>
        <p className="text-ink-soft">{t("problems.sign_up_closed")}</p>
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t("signUp.title")} lead={t("signUp.lead")} links={signInLink}>
      <AuthForm
        action={signUp}
        page="signUp"
        password="new"
        minPasswordCharacters={MIN_PASSWORD_CHARACTERS}
        next={next}
      />
    </AuthPage>
  );
}
