import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ClientMessages } from "@/app/client-messages";
import { Logo } from "@/components/shell/logo";
import { Link } from "@/components/ui/link";

export const metadata: Metadata = { robots: { index: false } };

export default async function AuthLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations();
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-96 content-center gap-5 px-4 py-10">
      <Link href="/" className="flex items-center justify-center gap-2 rounded-mark font-semibold">
        <Logo />
        {t("app.name")}
      </Link>
      <ClientMessages of="app/(auth)/layout.tsx">{children}</ClientMessages>
      <footer className="text-center text-sm">
        <Link
          href="/docs"
          className="rounded-mark py-1 text-ink-faint underline-offset-4 hover:text-ink hover:underline"
        >
          {t("nav.docs")}
        </Link>
      </footer>
    </main>
  );
}
