import { useTranslations } from "next-intl";
import { PageTabs } from "@/components/page/page-tabs";

const pages = [
  { href: "/alerts", key: "incidents", within: ["/alerts/incidents"] },
  { href: "/alerts/history", key: "history", within: [] },
  { href: "/alerts/channels", key: "channels", within: ["/alerts/channels", "/alerts/deliveries"] },
  { href: "/alerts/policy", key: "policy", within: ["/alerts/policy"] },
  { href: "/alerts/maintenance", key: "maintenance", within: ["/alerts/maintenance"] },
] as const;

/** Links between the pages of alerts. */
export function AlertsNav() {
  const t = useTranslations("alerts.nav");
  return (
    <PageTabs
      label={t("label")}
      tabs={pages.map(({ href, key, within }) => ({ href, label: t(key), within }))}
    />
  );
}
