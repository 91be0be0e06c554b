"use server";

import { redirect } from "next/navigation";
import { setLocale } from "@/app/(dashboard)/settings/actions";
import { isLocale } from "@/i18n/locales";
import { safeRedirectPath } from "@/lib/auth/safe-redirect";
import { docsPath } from "@/lib/domain/docs/docs-path";
import { formArgument, textArgument } from "@/lib/http/action-arguments";

/** Changes the reader's language, and shows the page in it. */
export async function setDocsLocale(page: string, sent: FormData): Promise<void> {
  const locale = formArgument(sent).get("locale");
  if (!isLocale(locale)) return;
  await setLocale(sent);
  redirect(safeRedirectPath(docsPath(locale, textArgument(page)), "/docs"));
}
