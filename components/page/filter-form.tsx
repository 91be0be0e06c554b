"use client";

import { ChevronDown, SlidersHorizontal } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useState, type ComponentProps, type ReactNode } from "react";
import { useHydrated } from "@/components/hydration/use-hydrated";
import { withQuery, type Query } from "@/components/page/query";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";
import { SelectField } from "@/components/ui/select-field";

type FilterFormProps = {
  action: string;
  /** The number of filters that are set. */
  count: number;
  /** Whether a button is among the children, for values that do not apply by being chosen. */
  hasButton?: boolean;
  /** What a phone shows without opening the filters, before and after them. */
  before?: ReactNode;
  after?: ReactNode;
  children: ReactNode;
};

/**
 * Filters that live in the URL. A choice applies at once, and only what is set is written there;
 * where no script runs, a button sends the form as it is. On a phone they are folded under a button
 * that says how many are set.
 */
export function FilterForm({
  action,
  count,
  hasButton = false,
  before,
  after,
  children,
}: FilterFormProps) {
  const t = useTranslations("common");
  const router = useRouter();
  const filtersId = useId();
  const isHydrated = useHydrated();
  const [isOpen, setOpen] = useState(false);
  return (
    <form
      action={action}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const query: Record<string, string> = {};
        for (const [name, value] of new FormData(event.currentTarget)) {
          if (typeof value === "string") query[name] = value;
        }
        router.push(withQuery(action, query), { scroll: false });
      }}
      onChange={(event) => {
        if (event.target instanceof HTMLSelectElement) event.currentTarget.requestSubmit();
      }}
      className="mb-4 flex flex-wrap items-end gap-3"
    >
      {before}
      <Button
        type="button"
        aria-expanded={isOpen}
        aria-controls={filtersId}
        onClick={() => setOpen(!isOpen)}
        className={cn(
          "sm:hidden [@media(scripting:none)]:hidden",
          isOpen ? "w-full" : "grow",
          !isHydrated && "invisible",
        )}
      >
        <SlidersHorizontal aria-hidden />
        {t("filters", { count })}
        <ChevronDown
          aria-hidden
          className={cn("transition-transform duration-150", isOpen && "rotate-180")}
        />
      </Button>
      <div
        id={filtersId}
        className={cn("contents", !isOpen && "max-sm:[@media(scripting:enabled)]:hidden")}
      >
        {children}
      </div>
      {after}
      {!hasButton && (
        <noscript>
          <Button type="submit">{t("apply")}</Button>
        </noscript>
      )}
    </form>
  );
}

type FilterSelectProps = Omit<ComponentProps<typeof SelectField>, "value" | "defaultValue"> & {
  query: Query;
  /** Whether its first option is the one without a filter. */
  hasAny?: boolean;
};

/** A choice with a few values, or any. It follows the URL, and keeps the focus while it does. */
export function FilterSelect({ query, options, hasAny = true, ...select }: FilterSelectProps) {
  const t = useTranslations("common");
  const current = query[select.name] ?? "";
  const [shown, setShown] = useState({ current, value: current });
  if (shown.current !== current) setShown({ current, value: current });
  return (
    <SelectField
      value={shown.value}
      onChange={({ currentTarget: { value } }) => setShown({ current, value })}
      options={hasAny ? [["", t("any")], ...options] : options}
      {...select}
    />
  );
}

type ClearFiltersProps = { href: string; scroll?: boolean };

/** The link to the list without filters. */
export function ClearFilters(link: ClearFiltersProps) {
  const t = useTranslations("common");
  return (
    <Button asChild variant="ghost">
      <Link {...link}>{t("clearFilters")}</Link>
    </Button>
  );
}
