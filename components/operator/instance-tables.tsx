import { useLocale, useTranslations } from "next-intl";
import { DataTable } from "@/components/operator/data-table";
import { useSpan } from "@/components/operator/use-span";
import { formatBytes } from "@/lib/domain/instance/format-bytes";
import type { InstanceDetails } from "@/lib/domain/instance/report";

/** The workspaces with the most runs of the last day. */
export function BusiestWorkspaces({ rows }: { rows: InstanceDetails["busiest"] }) {
  const t = useTranslations("operator.busiest");
  return (
    <DataTable
      columns={[t("workspace"), t("routines"), t("runs")]}
      empty={t("empty")}
      rows={rows.map(({ id, name, routines, runs }) => ({
        key: id,
        cells: [
          <span key="name" title={id}>
            {name}
          </span>,
          t("count", { count: routines }),
          t("count", { count: runs }),
        ],
      }))}
    />
  );
}

/** The processes that ran something lately. */
export function Workers({ rows }: { rows: InstanceDetails["workers"] }) {
  const t = useTranslations("operator.workers");
  const span = useSpan();
  return (
    <DataTable
      columns={[t("worker"), t("runs"), t("last")]}
      empty={t("empty")}
      rows={rows.map(({ name, runs, lastSeconds }) => ({
        key: name,
        cells: [
          <code key="name" className="font-mono">
            {name}
          </code>,
          t("count", { count: runs }),
          t("ago", { span: span(lastSeconds) }),
        ],
      }))}
    />
  );
}

/** The largest tables of the database. */
export function LargestTables({ rows }: { rows: InstanceDetails["tables"] }) {
  const t = useTranslations("operator.tables");
  const locale = useLocale();
  return (
    <DataTable
      columns={[t("table"), t("rows"), t("size")]}
      empty={t("empty")}
      rows={rows.map(({ name, bytes, rows: count }) => ({
        key: name,
        cells: [
          <code key="name" className="font-mono">
            {name}
          </code>,
          t("count", { count }),
          formatBytes(bytes, locale),
        ],
      }))}
    />
  );
}
