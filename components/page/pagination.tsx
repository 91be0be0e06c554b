import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";

type PaginationProps = {
  /** The links to the page before and the page after, if there are any. */
  previous: ReactNode;
  next: ReactNode;
  /** The name of these links, where a list has its own. */
  label?: string;
};

/** Links to the pages of a list around this one; nothing where all fits on one. */
export function Pagination({ previous, next, label }: PaginationProps) {
  if (!previous && !next) return null;
  const Element = label === undefined ? "div" : "nav";
  return (
    <Element aria-label={label} className="mt-3 flex flex-wrap items-center justify-between gap-3">
      {previous ?? <span />}
      {next}
    </Element>
  );
}

/** A link to another page of a list. */
export function PageLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button asChild size="sm">
      <Link href={href}>{children}</Link>
    </Button>
  );
}
