import { useTranslations } from "next-intl";
import { FilterForm } from "@/components/page/filter-form";
import type { Query } from "@/components/page/query";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import { Select } from "@/components/ui/select";
import {
  routineKinds,
  routineSorts,
  routineStates,
  type RoutineSort,
} from "@/lib/domain/routine/routine-options";

/** The order of the list by default, which its address leaves out. */
const DEFAULT_SORT: RoutineSort = "-created_at";

/** Outcomes of one run, the usual ones first. */
const shownStates = ["FAIL", "DEGRADED", "SUCCESS", "RUNNING", "ABANDONED", "MISSED"] as const;

type RoutineFiltersProps = { path: string; query: Query };

export function RoutineFilters({ path, query }: RoutineFiltersProps) {
  const t = useTranslations();
  return (
    <FilterForm action={path}>
      <Field id="q" label={t("routines.search")} className="grow max-sm:w-full sm:max-w-64">
        {(control) => (
          <Input
            key={query.q}
            {...control}
            name="q"
            type="search"
            maxLength={200}
            defaultValue={query.q}
            placeholder={t("routines.searchPlaceholder")}
          />
        )}
      </Field>
      <Field id="kind" label={t("routines.kind")} className="w-28 max-sm:grow">
        {(control) => (
          <Select key={query.kind} {...control} name="kind" defaultValue={query.kind ?? ""}>
            <option value="">{t("common.any")}</option>
            {routineKinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`routineForm.kinds.${kind}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="state" label={t("routines.state")} className="w-28 max-sm:grow">
        {(control) => (
          <Select key={query.state} {...control} name="state" defaultValue={query.state ?? ""}>
            <option value="">{t("common.any")}</option>
            {routineStates.map((state) => (
              <option key={state} value={state}>
                {t(`routines.states.${state}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="last_status" label={t("routines.lastOutcome")} className="w-36 max-sm:grow">
        {(control) => (
          <Select
            key={query.last_status}
            {...control}
            name="last_status"
            defaultValue={query.last_status ?? ""}
          >
            <option value="">{t("common.any")}</option>
            <option value="FAILING">{t("routines.failingNow")}</option>
            {shownStates.map((state) => (
              <option key={state} value={state}>
                {t(`status.${state}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="sort" label={t("routines.sort")} className="w-52 max-sm:w-40 max-sm:grow">
        {(control) => (
          <Select key={query.sort} {...control} name="sort" defaultValue={query.sort ?? ""}>
            {routineSorts.map((sort) => (
              <option key={sort} value={sort === DEFAULT_SORT ? "" : sort}>
                {t(`routines.sorts.${sort}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {Object.keys(query).length > 0 && (
        <Button asChild variant="ghost">
          <Link href={path}>{t("common.clearFilters")}</Link>
        </Button>
      )}
    </FilterForm>
  );
}
