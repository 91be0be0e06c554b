import { useTranslations } from "next-intl";
import { FilterSelect } from "@/components/page/filter-form";
import type { Query } from "@/components/page/query";
import { isSameTags, splitTagNames } from "@/lib/domain/tags/tag-names";

type TagFilterProps = {
  query: Query;
  /** The tags that there are. */
  known: readonly string[];
  className?: string;
};

/** Filters by tags, all of which must be there: each choice adds one to those that are chosen. */
export function TagFilter({ query, known, className }: TagFilterProps) {
  const t = useTranslations("tags");
  const { tag: text = "" } = query;
  const chosen = splitTagNames(text);
  const others = known.filter((name) => !chosen.some((other) => isSameTags([other], [name])));
  if (known.length === 0 && chosen.length === 0) return null;
  return (
    <FilterSelect
      name="tag"
      query={query}
      label={t("filter")}
      options={[
        ...(chosen.length > 0 ? [[text, chosen.join(" + ")] as const] : []),
        ...others.map(
          (name) =>
            [
              [...chosen, name].join(","),
              chosen.length > 0 ? t("andAlso", { name }) : name,
            ] as const,
        ),
      ]}
      className={className}
    />
  );
}
