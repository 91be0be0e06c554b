import { useTranslations } from "next-intl";
import { ClearFilters, FilterForm, FilterSelect } from "@/components/page/filter-form";
import { withQuery, type Query } from "@/components/page/query";
import { TagFilter } from "@/components/tags/tag-filter";
import { Button } from "@/components/ui/button";
import { InputField } from "@/components/ui/input-field";
import { runFilters, runTriggers } from "@/lib/domain/run/run";

const filterNames = ["status", "triggered_by", "tag", "from", "to"] as const;

type RunFiltersProps = {
  path: string;
  query: Query;
  /** The zone in which days begin; without one, there are no filters by day. */
  timezone?: string;
  /** The workspace's tags; without them, there is no filter by tag. */
  knownTags?: readonly string[];
  /** The other parameters of the address, which stay as they are. */
  kept?: Query;
};

/** The filters of a list of runs. */
export function RunFilters({ path, query, timezone, knownTags = [], kept = {} }: RunFiltersProps) {
  const t = useTranslations();
  const count = filterNames.filter((name) => query[name] !== undefined).length;
  return (
    <FilterForm
      action={path}
      count={count}
      hasButton={timezone !== undefined}
      after={count > 0 && <ClearFilters href={withQuery(path, kept)} scroll={false} />}
    >
      {Object.entries(kept).map(
        ([name, value]) =>
          value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <FilterSelect
        name="status"
        query={query}
        label={t("runs.status")}
        options={runFilters.map((filter) => [
          filter,
          filter === "NOT_SUCCESS" ? t("runs.notSuccess") : t(`status.${filter}`),
        ])}
        className="w-40 max-sm:grow"
      />
      <FilterSelect
        name="triggered_by"
        query={query}
        label={t("runs.triggeredBy")}
        options={runTriggers.map((trigger) => [trigger, t(`trigger.${trigger}`)])}
        className="w-40 max-sm:grow"
      />
      <TagFilter query={query} known={knownTags} className="w-40 max-sm:grow" />
      {timezone !== undefined &&
        (["from", "to"] as const).map((name) => (
          <InputField
            key={`${name} ${query[name]}`}
            name={name}
            type="date"
            label={t(`runs.${name}`)}
            title={t("runs.daysIn", { timezone })}
            defaultValue={query[name] ?? ""}
            className="w-40 max-sm:grow"
          />
        ))}
      {timezone !== undefined && <Button type="submit">{t("common.apply")}</Button>}
    </FilterForm>
  );
}
