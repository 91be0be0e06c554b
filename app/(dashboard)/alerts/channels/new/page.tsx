import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { addDeviceAction, createChannelAction } from "@/app/(dashboard)/alerts/channel-actions";
import { ChannelForm } from "@/components/channels/channel-form";
import { freshChannel } from "@/components/channels/channel-form-values";
import { KindTiles } from "@/components/channels/kind-tiles";
import { PushButton } from "@/components/channels/push-button";
import { ReadOnlyMessage } from "@/components/page/dead-ends";
import { PageHeader } from "@/components/page/page-header";
import { requireContext } from "@/lib/auth/require-context";
import { channelKinds, type ChannelKind } from "@/lib/domain/channels/channel-options";
import { MAX_PAGE_ROWS } from "@/lib/domain/routine/routine-options";
import { hasRole } from "@/lib/domain/workspace/role";
import { getPushKey } from "@/lib/services/channels/get-push-key";
import type { ServiceContext } from "@/lib/services/context";
import { listRoutines } from "@/lib/services/routines/list-routines";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("channels"))("newTitle") };
}

async function KindForm({ kind, context }: { kind: ChannelKind; context: ServiceContext }) {
  if (kind === "PUSH") {
    const { public_key: key } = await getPushKey(context);
    return <PushButton vapidKey={key} action={addDeviceAction} />;
  }
  const [t, locale, routines] = await Promise.all([
    getTranslations("channels.kinds"),
    getLocale(),
    listRoutines(context, { limit: MAX_PAGE_ROWS, sort: "name" }),
  ]);
  return (
    <ChannelForm
      key={kind}
      kind={kind}
      values={freshChannel(t(kind), locale)}
      saved={null}
      routines={routines.data.map(({ id, name }) => ({ id, name }))}
      action={createChannelAction.bind(null, kind)}
    />
  );
}

export default async function NewChannelPage({ searchParams }: PageProps<"/alerts/channels/new">) {
  const { context } = await requireContext();
  if (!hasRole(context.role, "MEMBER")) return <ReadOnlyMessage />;
  const [t, { kind }] = await Promise.all([getTranslations("channels"), searchParams]);
  const chosen = channelKinds.find((known) => known === kind);
  return (
    <>
      <PageHeader title={t("newTitle")} lead={<p>{t("newLead")}</p>} />
      <KindTiles current={chosen} />
      {chosen !== undefined && (
        <section aria-label={t(`kinds.${chosen}`)} className="mt-8">
          <KindForm kind={chosen} context={context} />
        </section>
      )}
    </>
  );
}
