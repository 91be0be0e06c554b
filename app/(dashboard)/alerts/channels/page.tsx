import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChannelList } from "@/components/channels/channel-list";
import { FirstChannel } from "@/components/channels/first-channel";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { Link, TextLink } from "@/components/ui/link";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import { listChannels } from "@/lib/services/channels/list-channels";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("channels"))("title") };
}

export default async function ChannelsPage() {
  const { context } = await requireContext();
  const [t, channels] = await Promise.all([getTranslations("channels"), listChannels(context)]);
  const canEdit = hasRole(context.role, "MEMBER");
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={<p>{t("lead")}</p>}
        actions={
          canEdit &&
          channels.length > 0 && (
            <Button asChild variant="primary">
              <Link href="/alerts/channels/new">
                <Plus aria-hidden />
                {t("new")}
              </Link>
            </Button>
          )
        }
      />
      {channels.length === 0 ? (
        <FirstChannel canEdit={canEdit} />
      ) : (
        <ChannelList channels={channels} />
      )}
      <p className="mt-3 text-sm">
        <TextLink href="/alerts/deliveries">{t("log")}</TextLink>
      </p>
    </>
  );
}
