"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ComponentProps, ReactNode } from "react";
import { withQuery, type Query } from "@/components/page/query";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/select-field";

type FilterFormProps = {
  action: string;
  /** Whether a button is among the children, for values that do not apply by being chosen. */
  hasButton?: boolean;
  children: ReactNode;
};

/**
 * Filters that live in the URL. A choice applies at once, and only what is set is written there;
 * where no script runs, a button sends the form as it is.
 */
export function FilterForm({ action, hasButton = false, children }: FilterFormProps) {
  const t = useTranslations("common");
  const router = useRouter();
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
      {children}
      {!hasButton && (
        <noscript>
          <Button type="submit">{t("apply")}</Button>
        </noscript>
      )}
    </form>
  );
}

type FilterSelectProps = ComponentProps<typeof SelectField> & { query: Query };

/** A filter with a few values, or any. */
export function FilterSelect({ query, options, ...select }: FilterSelectProps) {
  const t = useTranslations("common");
  const value = query[select.name] ?? "";
  return (
    <SelectField
      key={value}
      defaultValue={value}
      options={[["", t("any")], ...options]}
      {...select}
    />
  );
}
