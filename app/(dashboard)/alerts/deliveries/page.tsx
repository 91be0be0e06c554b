import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readList } from "@/app/(dashboard)/read-list";
import { DeliveryLog } from "@/components/channels/delivery-log";
import { EmptyState } from "@/components/page/empty-state";
import { PageHeader } from "@/components/page/page-header";
import { PageLink, Pagination } from "@/components/page/pagination";
import { withQuery } from "@/components/page/query";
import { requireContext } from "@/lib/auth/require-context";
import { listDeliveries } from "@/lib/services/channels/list-deliveries";

const PATH = "/alerts/deliveries";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("channels"))("logTitle") };
}

export default async function DeliveriesPage({ searchParams }: PageProps<"/alerts/deliveries">) {
  const { context } = await requireContext();
  const [t, { query, list }] = await Promise.all([
    getTranslations(),
    readList(await searchParams, { channel_id: null, cursor: null }, ({ channel_id, cursor }) =>
      listDeliveries(context, { channel_id, cursor }),
    ),
  ]);
  const { channel_id } = query;
  return (
    <>
      <PageHeader title={t("channels.logTitle")} lead={<p>{t("channels.logLead")}</p>} />
      {list.data.length === 0 ? (
        <EmptyState title={t("channels.logEmptyTitle")} text={t("channels.logEmptyText")} />
      ) : (
        <DeliveryLog deliveries={list.data} withChannel />
      )}
      <Pagination
        previous={
          query.cursor && (
            <PageLink href={withQuery(PATH, { channel_id })}>{t("common.firstPage")}</PageLink>
          )
        }
        next={
          list.next_cursor !== null && (
            <PageLink href={withQuery(PATH, { channel_id, cursor: list.next_cursor })}>
              {t("common.nextPage")}
            </PageLink>
          )
        }
      />
    </>
  );
}
