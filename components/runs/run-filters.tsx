import Link from "next/link";
import { useTranslations } from "next-intl";
import { FilterForm } from "@/components/layout/filter-form";
import type { Query } from "@/components/layout/query";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { runStatuses, runTriggers } from "@/lib/domain/run";

type RunFiltersProps = { path: string; query: Query };

export function RunFilters({ path, query }: RunFiltersProps) {
  const t = useTranslations();
  const isFiltered = query.status !== undefined || query.triggered_by !== undefined;
  return (
    <FilterForm action={path}>
      <Field id="status" label={t("runs.status")} className="w-40">
        {(control) => (
          <Select key={query.status} {...control} name="status" defaultValue={query.status ?? ""}>
            <option value="">{t("common.any")}</option>
            {runStatuses.map((status) => (
              <option key={status} value={status}>
                {t(`status.${status}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="triggered_by" label={t("runs.triggeredBy")} className="w-40">
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
      {isFiltered && (
        <Button asChild variant="ghost">
          <Link href={path}>{t("common.clearFilters")}</Link>
        </Button>
      )}
    </FilterForm>
  );
}
