import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readList } from "@/app/(dashboard)/read-list";
import { RoutineFrame } from "@/app/(dashboard)/routines/[id]/routine-frame";
import { routineOrNotFound } from "@/app/(dashboard)/routines/[id]/routine-or-not-found";
import { EmptyState } from "@/components/page/empty-state";
import { PageLink, Pagination } from "@/components/page/pagination";
import { readQuery, withQuery } from "@/components/page/query";
import { Section } from "@/components/page/section";
import { MinuteForm } from "@/components/slots/minute-form";
import { MinuteVerdict } from "@/components/slots/minute-verdict";
import { SlotLedger } from "@/components/slots/slot-ledger";
import { SlotTime } from "@/components/time/slot-time";
import { TextLink } from "@/components/ui/link";
import { fromZonedTime, zoneOrUtc } from "@/lib/domain/schedule/zoned-time";
import { hasRole } from "@/lib/domain/workspace/role";
import { explainMinute } from "@/lib/services/routines/explain-minute";
import { getSlotLedger } from "@/lib/services/routines/get-slot-ledger";

const PAGE_SLOTS = 200;

type SlotsPageProps = PageProps<"/routines/[id]/slots">;

export async function generateMetadata({ params }: SlotsPageProps): Promise<Metadata> {
  const { routine } = await routineOrNotFound((await params).id);
  return { title: (await getTranslations("slots"))("pageTitle", { name: routine.name }) };
}

export default async function SlotsPage({ params, searchParams }: SlotsPageProps) {
  const { id } = await params;
  const { context, routine } = await routineOrNotFound(id);
  const path = `/routines/${id}/slots`;
  const parameters = await searchParams;
  const { timezone } = routine;
  const toMoment = (time: string) => fromZonedTime(time, zoneOrUtc(timezone));
  const { at } = readQuery(parameters, { at: (time) => toMoment(time) !== null });
  const moment = at === undefined ? null : toMoment(at);
  const [t, verdict, { query, list: ledger }] = await Promise.all([
    getTranslations(),
    moment === null ? null : explainMinute(context, id, moment),
    readList(parameters, { before: null }, ({ before }) =>
      getSlotLedger(context, id, { before, limit: PAGE_SLOTS }),
    ),
  ]);
  return (
    <RoutineFrame context={context} routine={routine} tab="slots">
      <Section title={t("slots.title")}>
        <MinuteForm path={path} value={at} timezone={timezone} />
        <div role="status">
          {verdict !== null && (
            <MinuteVerdict verdict={verdict} timezone={timezone} createdAt={routine.created_at} />
          )}
        </div>
      </Section>
      <Section
        title={t("slots.ledgerTitle")}
        aside={
          <span className="flex flex-wrap items-baseline gap-x-4 text-sm">
            <span className="text-ink-faint">{t("slots.timesIn", { timezone })}</span>
            {hasRole(context.role, "MEMBER") && (
              <TextLink href={`/routines/${id}/replay`}>{t("slots.replay")}</TextLink>
            )}
          </span>
        }
      >
        {ledger.data.length === 0 ? (
          <EmptyState title={t("slots.emptyTitle")} text={t("slots.emptyText")} />
        ) : (
          <SlotLedger entries={ledger.data} timezone={timezone} />
        )}
        <Pagination
          previous={
            query.before && (
              <PageLink href={withQuery(path, { at })}>{t("common.firstPage")}</PageLink>
            )
          }
          next={
            ledger.next_before === null ? (
              <p className="text-sm text-ink-faint">
                {t.rich(ledger.is_since_creation ? "slots.sinceCreation" : "slots.sinceKept", {
                  time: () => <SlotTime value={ledger.since} timezone={timezone} format="date" />,
                })}
              </p>
            ) : (
              <PageLink href={withQuery(path, { at, before: ledger.next_before })}>
                {t("slots.earlier")}
              </PageLink>
            )
          }
        />
      </Section>
    </RoutineFrame>
  );
}
