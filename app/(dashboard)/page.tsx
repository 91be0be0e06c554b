import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { enterDemo } from "@/app/(auth)/actions";
import { JoinedNotice } from "@/app/(dashboard)/joined-notice";
import { Overview } from "@/app/(dashboard)/overview";
import { countedTitle, findOpenCount } from "@/app/(dashboard)/unresolved";
import { readTheme } from "@/app/choices";
import { Landing } from "@/components/landing/landing";
import { getUser } from "@/lib/auth/get-user";
import { requireContext } from "@/lib/auth/require-context";
import { getEnv } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  const [user, t] = await Promise.all([getUser(), getTranslations()]);
  if (user !== null) {
    // The template of the layout beside it is only for the pages below.
    const title = `${t("nav.overview")} · ${t("app.name")}`;
    return { title: { absolute: countedTitle(await findOpenCount(), title) } };
  }
  const title = t("metadata.title", { name: t("app.name"), claim: t("landing.title") });
  return { title: { absolute: title }, alternates: { canonical: "/" } };
}

/** The landing page for visitors, the overview for signed-in users. */
export default async function HomePage({ searchParams }: PageProps<"/">) {
  if ((await getUser()) === null) {
    const { SIGN_UP, OPSPULSE_DEMO } = getEnv();
    return (
      <Landing
        theme={await readTheme()}
        isSignUpOpen={SIGN_UP === "open"}
        enterDemo={OPSPULSE_DEMO === "on" ? enterDemo : null}
      />
    );
  }
  const { context } = await requireContext();
  return (
    <>
      <JoinedNotice context={context} outcome={(await searchParams).joined} />
      <Overview context={context} />
    </>
  );
}
