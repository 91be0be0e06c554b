"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { mainPages } from "@/components/page/main-pages";
import { cn } from "@/components/ui/cn";
import { Link, useLinkStatus } from "@/components/ui/link";

const isWithin = (pathname: string, href: string) =>
  href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);

/**
 * A line that grows along the top while a page loads. It starts late, so a fast page shows none.
 */
function Progress() {
  return useLinkStatus().pending ? (
    <span
      aria-hidden
      className="fixed inset-x-0 top-0 z-50 h-0.5 origin-left animate-progress bg-accent"
    />
  ) : null;
}

/** A number beside a page's name, or at the corner of its mark; in words for a screen reader. */
function OpenCount({ count, as }: { count: number; as: NavLinksProps["as"] }) {
  const t = useTranslations("nav");
  return (
    <>
      <span
        aria-hidden
        className={cn(
          "grid h-4.5 min-w-4.5 place-items-center rounded-full bg-failed px-1 text-xs font-medium text-raised tabular-nums",
          as === "bar" ? "absolute top-1 left-1/2 ml-1" : "ml-auto",
        )}
      >
        {count > MOST_SHOWN ? `${MOST_SHOWN}+` : count}
      </span>
      <span className="sr-only">, {t("openIncidents", { count })}</span>
    </>
  );
}

const MOST_SHOWN = 99;

type NavLinksProps = {
  as: "column" | "bar";
  /** The number of incidents that nobody has acknowledged. */
  openIncidents: number;
};

/** Links to the main pages: a column beside the content, or a bar of tabs under it. */
export function NavLinks({ as, openIncidents }: NavLinksProps) {
  const t = useTranslations();
  const pathname = usePathname();
  return (
    <ul
      className={
        as === "column" ? "grid gap-0.5" : "grid grid-cols-[repeat(5,minmax(max-content,1fr))]"
      }
    >
      {mainPages.map(({ href, key, Icon }) => {
        const isCurrent = isWithin(pathname, href);
        return (
          <li key={href}>
            <Link
              href={href}
              aria-current={isCurrent ? "page" : undefined}
              className={cn(
                "relative flex items-center transition-opacity duration-150",
                as === "column"
                  ? "h-9 gap-2.5 rounded-control px-2.5"
                  : "h-14 flex-col justify-center gap-0.5 px-1 text-xs focus-visible:-outline-offset-2",
                isCurrent ? "font-medium text-accent-strong" : "text-ink-soft hover:text-ink",
                as === "column" && (isCurrent ? "bg-accent-wash" : "hover:bg-sunken"),
              )}
            >
              <Icon
                aria-hidden
                className="size-4.5 shrink-0"
                strokeWidth={isCurrent ? 2.25 : 1.75}
              />
              <span className="max-w-full truncate">{t(`nav.${key}`)}</span>
              {key === "alerts" && openIncidents > 0 && <OpenCount count={openIncidents} as={as} />}
              <Progress />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
