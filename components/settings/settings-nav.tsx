"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";

const pages = [
  { href: "/settings", key: "profile" },
  { href: "/settings/workspace", key: "workspace" },
  { href: "/settings/members", key: "members" },
  { href: "/settings/secrets", key: "secrets" },
  { href: "/settings/tags", key: "tags" },
  { href: "/settings/sessions", key: "sessions" },
  { href: "/settings/account", key: "account" },
] as const;

/** Links between the pages of the settings. */
export function SettingsNav() {
  const t = useTranslations("settings.nav");
  const pathname = usePathname();
  return (
    <nav aria-label={t("label")} className="mb-8 border-b">
      <ul className="-mb-px flex flex-wrap gap-x-5">
        {pages.map(({ href, key }) => {
          const isCurrent = pathname === href;
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={isCurrent ? "page" : undefined}
                className={cn(
                  "flex h-10 items-center border-b-2 max-lg:h-11",
                  isCurrent
                    ? "border-accent font-medium text-ink"
                    : "border-transparent text-ink-soft hover:text-ink",
                )}
              >
                {t(key)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
