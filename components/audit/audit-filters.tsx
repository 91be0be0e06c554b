import { useTranslations } from "next-intl";
import { ClearFilters, FilterForm, FilterSelect } from "@/components/page/filter-form";
import { type Query } from "@/components/page/query";
import { Button } from "@/components/ui/button";
import { InputField } from "@/components/ui/input-field";
import { auditTargets } from "@/lib/domain/audit/audit-event";

/** The filters that are links in the table, and stay while others change. */
const linked = ["actor", "key_id", "target_id", "action"] as const;

/** The filters of the audit log. Days are those of UTC, as its times are. */
export function AuditFilters({ path, query }: { path: string; query: Query }) {
  const t = useTranslations();
  const names = [...linked, "target_kind", "q", "from", "to"];
  const count = names.filter((name) => query[name] !== undefined).length;
  return (
    <FilterForm
      action={path}
      count={count}
      hasButton
      after={count > 0 && <ClearFilters href={path} scroll={false} />}
    >
      {linked.map((name) => {
        const value = query[name];
        return value && <input key={name} type="hidden" name={name} value={value} />;
      })}
      <InputField
        key={`q ${query.q}`}
        name="q"
        type="search"
        label={t("audit.search")}
        defaultValue={query.q ?? ""}
        className="w-40 max-sm:grow"
      />
      <FilterSelect
        name="target_kind"
        query={query}
        label={t("audit.kind")}
        options={auditTargets.map((kind) => [kind, t(`audit.kinds.${kind}`)])}
        className="w-40 max-sm:grow"
      />
      {(["from", "to"] as const).map((name) => (
        <InputField
          key={`${name} ${query[name]}`}
          name={name}
          type="date"
          label={t(`audit.${name}`)}
          title={t("audit.daysInUtc")}
          defaultValue={query[name] ?? ""}
          className="w-40 max-sm:grow"
        />
      ))}
      <Button type="submit">{t("common.apply")}</Button>
    </FilterForm>
  );
}
