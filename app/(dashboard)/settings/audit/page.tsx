import { Download } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readList } from "@/app/(dashboard)/read-list";
import { AuditFilters } from "@/components/audit/audit-filters";
import { AuditTable } from "@/components/audit/audit-table";
import { EmptyState } from "@/components/page/empty-state";
import { PageLink, Pagination } from "@/components/page/pagination";
import { withQuery, type Query } from "@/components/page/query";
import { Section } from "@/components/page/section";
import { isDay, toRunPeriod } from "@/components/runs/list/run-period";
import { Button } from "@/components/ui/button";
import { requireContext } from "@/lib/auth/require-context";
import { auditExportFormats, auditTargets } from "@/lib/domain/audit/audit-event";
import { hasRole } from "@/lib/domain/workspace/role";
import { listAuditEvents } from "@/lib/services/audit/list-audit-events";

const PATH = "/settings/audit";

/** What the page lets through: the rest of a bad address still counts. */
const allowed = {
  q: null,
  target_kind: auditTargets,
  action: null,
  actor: null,
  key_id: null,
  target_id: null,
  from: isDay,
  to: isDay,
  cursor: null,
};

/** The days of an address as instants, which the list takes. */
const withInstants = ({ from, to, ...query }: Query): Query => ({
  ...query,
  ...toRunPeriod({ from, to }, "UTC"),
});

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") };
}

export default async function AuditPage({ searchParams }: PageProps<"/settings/audit">) {
  const { context } = await requireContext();
  const t = await getTranslations();
  if (!hasRole(context.role, "ADMIN")) {
    return <EmptyState title={t("audit.forbiddenTitle")} text={t("audit.forbiddenText")} />;
  }
  const { query, list } = await readList(await searchParams, allowed, (fitting) =>
    listAuditEvents(context, withInstants(fitting)),
  );
  const { cursor, ...filter } = query;
  return (
    <Section
      title={t("audit.title")}
      aside={
        <span className="flex gap-2">
          {auditExportFormats.map((format) => (
            <Button key={format} asChild size="sm">
              <a
                href={withQuery("/api/audit/export", { ...withInstants(filter), format })}
                download
              >
                <Download aria-hidden />
                {t(`audit.export.${format}`)}
              </a>
            </Button>
          ))}
        </span>
      }
    >
      <p className="mb-4 max-w-xl text-ink-soft">{t("audit.lead")}</p>
      <AuditFilters path={PATH} query={filter} />
      {list.data.length > 0 ? (
        <>
          <AuditTable events={list.data} path={PATH} />
          <Pagination
            previous={
              cursor && <PageLink href={withQuery(PATH, filter)}>{t("common.firstPage")}</PageLink>
            }
            next={
              list.next_cursor && (
                <PageLink href={withQuery(PATH, { ...filter, cursor: list.next_cursor })}>
                  {t("common.nextPage")}
                </PageLink>
              )
            }
          />
        </>
      ) : (
        <EmptyState title={t("audit.noneFoundTitle")} text={t("audit.noneFoundText")} />
      )}
    </Section>
  );
}
