import { useTranslations } from "next-intl";
import { ClearFilters, FilterForm, FilterSelect } from "@/components/page/filter-form";
import type { Query } from "@/components/page/query";
import { TagFilter } from "@/components/tags/tag-filter";
import { InputField } from "@/components/ui/input-field";
import {
  routineKinds,
  routineSorts,
  routineStates,
  type RoutineSort,
} from "@/lib/domain/routine/routine-options";

/** The order of the list by default, which its address leaves out. */
const DEFAULT_SORT: RoutineSort = "-created_at";

/** What narrows the list, besides the search. */
const filterNames = ["kind", "state", "last_status", "tag"] as const;

/** Outcomes of one run, the usual ones first. */
const shownStates = ["FAIL", "DEGRADED", "SUCCESS", "RUNNING", "ABANDONED", "MISSED"] as const;

type RoutineFiltersProps = { path: string; query: Query; knownTags: readonly string[] };

export function RoutineFilters({ path, query, knownTags }: RoutineFiltersProps) {
  const t = useTranslations();
  return (
    <FilterForm
      action={path}
      count={filterNames.filter((name) => query[name] !== undefined).length}
      before={
        <InputField
          key={query.q}
          name="q"
          type="search"
          label={t("routines.search")}
          maxLength={200}
          defaultValue={query.q}
          placeholder={t("routines.searchPlaceholder")}
          className="grow max-sm:w-full sm:max-w-64"
        />
      }
      after={Object.keys(query).length > 0 && <ClearFilters href={path} />}
    >
      <FilterSelect
        name="kind"
        query={query}
        label={t("routines.kind")}
        options={routineKinds.map((kind) => [kind, t(`routineForm.kinds.${kind}`)])}
        className="w-28 max-sm:grow"
      />
      <FilterSelect
        name="state"
        query={query}
        label={t("routines.state")}
        options={routineStates.map((state) => [state, t(`routines.states.${state}`)])}
        className="w-28 max-sm:grow"
      />
      <FilterSelect
        name="last_status"
        query={query}
        label={t("routines.lastOutcome")}
        options={[
          ["FAILING", t("routines.failingNow")],
          ...shownStates.map((state) => [state, t(`status.${state}`)] as const),
        ]}
        className="w-36 max-sm:grow"
      />
      <TagFilter query={query} known={knownTags} className="w-36 max-sm:grow" />
      <FilterSelect
        name="sort"
        query={query}
        hasAny={false}
        label={t("routines.sort")}
        options={routineSorts.map((sort) => [
          sort === DEFAULT_SORT ? "" : sort,
          t(`routines.sorts.${sort}`),
        ])}
        className="w-52 max-sm:w-40 max-sm:grow"
      />
    </FilterForm>
  );
}
