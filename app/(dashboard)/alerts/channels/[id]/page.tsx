import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import {
  deleteChannelAction,
  setChannelActiveAction,
  testChannelAction,
  updateChannelAction,
} from "@/app/(dashboard)/alerts/channel-actions";
import { findOrNull } from "@/app/find-or-null";
import { ChannelForm } from "@/components/channels/channel-form";
import { showChannel } from "@/components/channels/channel-form-values";
import { ChannelLead } from "@/components/channels/channel-lead";
import { ChannelSwitch } from "@/components/channels/channel-switch";
import { ChannelTest } from "@/components/channels/channel-test";
import { DeleteChannel } from "@/components/channels/delete-channel";
import { DeliveryLog } from "@/components/channels/delivery-log";
import { PageHeader } from "@/components/page/page-header";
import { Section } from "@/components/page/section";
import { TextLink } from "@/components/ui/link";
import { requireContext } from "@/lib/auth/require-context";
import { MAX_PAGE_ROWS } from "@/lib/domain/routine/routine-options";
import { hasRole } from "@/lib/domain/workspace/role";
import { getChannel } from "@/lib/services/channels/get-channel";
import { listDeliveries } from "@/lib/services/channels/list-deliveries";
import { listRoutines } from "@/lib/services/routines/list-routines";

const LOG_ROWS = 20;

type ChannelPageProps = PageProps<"/alerts/channels/[id]">;

const requireChannel = cache(async (id: string) => {
  const { context } = await requireContext();
  const channel = (await findOrNull(getChannel(context, id))) ?? notFound();
  return { context, channel };
});

export async function generateMetadata({ params }: ChannelPageProps): Promise<Metadata> {
  return { title: (await requireChannel((await params).id)).channel.name };
}

export default async function ChannelPage({ params }: ChannelPageProps) {
  const { id } = await params;
  const { context, channel } = await requireChannel(id);
  const [t, log, routines] = await Promise.all([
    getTranslations("channels"),
    listDeliveries(context, { channel_id: id, limit: LOG_ROWS }),
    listRoutines(context, { limit: MAX_PAGE_ROWS, sort: "name" }),
  ]);
  const canEdit = hasRole(context.role, "MEMBER");
  return (
    <>
      <PageHeader
        title={channel.name}
        lead={<ChannelLead channel={channel} />}
        actions={
          canEdit && (
            <div className="flex flex-wrap gap-2 max-sm:w-full">
              <ChannelTest action={testChannelAction.bind(null, id)} />
              <ChannelSwitch
                isActive={channel.is_active}
                action={setChannelActiveAction.bind(null, id, !channel.is_active)}
              />
              <DeleteChannel name={channel.name} action={deleteChannelAction.bind(null, id)} />
            </div>
          )
        }
      />
      <Section
        title={t("logTitle")}
        aside={
          log.next_cursor !== null && (
            <TextLink href={`/alerts/deliveries?channel_id=${id}`} className="text-sm">
              {t("log")}
            </TextLink>
          )
        }
      >
        {log.data.length === 0 ? (
          <p className="text-ink-faint">{t("logEmptyText")}</p>
        ) : (
          <DeliveryLog deliveries={log.data} />
        )}
      </Section>
      <Section title={t("editTitle")}>
        {canEdit ? (
          <ChannelForm
            kind={channel.kind}
            values={showChannel(channel)}
            saved={{ hasSecret: channel.has_secret }}
            routines={routines.data.map(({ id: routineId, name }) => ({ id: routineId, name }))}
            action={updateChannelAction.bind(null, id)}
          />
        ) : (
          <p className="text-ink-soft">{t("readOnly")}</p>
        )}
      </Section>
    </>
  );
}
