import { useTranslations } from "next-intl";
import { FilterForm } from "@/components/page/filter-form";
import { withQuery, type Query } from "@/components/page/query";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import { Select } from "@/components/ui/select";
import { runFilters, runTriggers, type RunFilter } from "@/lib/domain/run/run";

const filterNames = ["status", "triggered_by", "from", "to"] as const;

type RunFiltersProps = {
  path: string;
  query: Query;
  /** The zone in which days begin; without one, there are no filters by day. */
  timezone?: string;
  /** The other parameters of the address, which stay as they are. */
  kept?: Query;
};

/** The filters of a list of runs. */
export function RunFilters({ path, query, timezone, kept = {} }: RunFiltersProps) {
  const t = useTranslations();
  const isFiltered = filterNames.some((name) => query[name] !== undefined);
  const textOf = (filter: RunFilter) =>
    filter === "NOT_SUCCESS" ? t("runs.notSuccess") : t(`status.${filter}`);
  return (
    <FilterForm action={path} hasButton={timezone !== undefined}>
      {Object.entries(kept).map(
        ([name, value]) =>
          value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <Field id="status" label={t("runs.status")} className="w-40 max-sm:grow">
        {(control) => (
          <Select key={query.status} {...control} name="status" defaultValue={query.status ?? ""}>
            <option value="">{t("common.any")}</option>
            {runFilters.map((filter) => (
              <option key={filter} value={filter}>
                {textOf(filter)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="triggered_by" label={t("runs.triggeredBy")} className="w-40 max-sm:grow">
        {(control) => (
          <Select
            key={query.triggered_by}
            {...control}
            name="triggered_by"
            defaultValue={query.triggered_by ?? ""}
          >
            <option value="">{t("common.any")}</option>
            {runTriggers.map((trigger) => (
              <option key={trigger} value={trigger}>
                {t(`trigger.${trigger}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {timezone !== undefined &&
        (["from", "to"] as const).map((name) => (
          <Field key={name} id={name} label={t(`runs.${name}`)} className="w-40 max-sm:grow">
            {(control) => (
              <Input
                key={query[name]}
                {...control}
                type="date"
                name={name}
                title={t("runs.daysIn", { timezone })}
                defaultValue={query[name] ?? ""}
              />
            )}
          </Field>
        ))}
      {timezone !== undefined && <Button type="submit">{t("common.apply")}</Button>}
      {isFiltered && (
        <Button asChild variant="ghost">
          <Link href={withQuery(path, kept)} scroll={false}>
            {t("common.clearFilters")}
          </Link>
        </Button>
      )}
    </FilterForm>
  );
}
