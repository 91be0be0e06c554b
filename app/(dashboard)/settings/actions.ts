"use server";

import { refresh } from "next/cache";
import { cookies } from "next/headers";
import type { RenameState } from "@/components/settings/workspace-form";
import { isTheme, THEME_COOKIE } from "@/components/layout/themes";
import { isLocale, LOCALE_COOKIE } from "@/i18n/locales";
import { runAction } from "@/lib/http/run-action";
import { renameWorkspace } from "@/lib/services/rename-workspace";

const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60;

async function remember(name: string, value: string): Promise<void> {
  const store = await cookies();
  store.set(name, value, { maxAge: ONE_YEAR_SECONDS, sameSite: "lax", httpOnly: true, path: "/" });
}

export async function setTheme(form: FormData): Promise<void> {
  const theme = form.get("theme");
  if (isTheme(theme)) await remember(THEME_COOKIE, theme);
}

export async function setLocale(form: FormData): Promise<void> {
  const locale = form.get("locale");
  if (isLocale(locale)) await remember(LOCALE_COOKIE, locale);
}

export async function renameWorkspaceAction(
  _state: RenameState,
  form: FormData,
): Promise<RenameState> {
  const name = form.get("name");
  const result = await runAction((context) => renameWorkspace(context, { name }));
  refresh();
  return { name: typeof name === "string" ? name : "", result };
}
