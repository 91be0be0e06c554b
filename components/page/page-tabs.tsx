"use client";

import { usePathname } from "next/navigation";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";

type PageTab = {
  href: string;
  label: string;
  /** Paths whose pages belong to this tab too, with all below them. */
  within?: readonly string[];
};

const isBelow = (pathname: string, path: string) =>
  pathname === path || pathname.startsWith(`${path}/`);

/** Links between the pages of one part of the app. */
export function PageTabs({ label, tabs }: { label: string; tabs: readonly PageTab[] }) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="mb-8 border-b">
      <ul className="-mb-px flex flex-wrap gap-x-5">
        {tabs.map(({ href, label: text, within = [] }) => {
          const isCurrent = pathname === href || within.some((path) => isBelow(pathname, path));
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
                {text}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
