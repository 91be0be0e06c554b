import { useTranslations } from "next-intl";
import { PageTabs } from "@/components/page/page-tabs";

const pages = [
  { href: "/settings", key: "profile" },
  { href: "/settings/workspace", key: "workspace" },
  { href: "/settings/members", key: "members" },
  { href: "/settings/secrets", key: "secrets" },
  { href: "/settings/keys", key: "keys" },
  { href: "/settings/code", key: "code" },
  { href: "/settings/tags", key: "tags" },
  { href: "/settings/audit", key: "audit" },
  { href: "/settings/sessions", key: "sessions" },
  { href: "/settings/account", key: "account" },
] as const;

/** Links between the pages of the settings. */
export function SettingsNav() {
  const t = useTranslations("settings.nav");
  return (
    <PageTabs label={t("label")} tabs={pages.map(({ href, key }) => ({ href, label: t(key) }))} />
  );
}
