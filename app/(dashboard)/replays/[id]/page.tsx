import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { cancelReplayAction } from "@/app/(dashboard)/replays/actions";
import { findOrNull } from "@/app/find-or-null";
import { PageHeader } from "@/components/page/page-header";
import { Section } from "@/components/page/section";
import { CancelReplay } from "@/components/replays/cancel-replay";
import { ReplayFacts } from "@/components/replays/replay-facts";
import { ReplaySlots } from "@/components/replays/replay-slots";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import { getReplay } from "@/lib/services/replays/get-replay";

const requireReplay = cache(async (id: string) => {
  const { context } = await requireContext();
  const replay = (await findOrNull(getReplay(context, id))) ?? notFound();
  return { replay, context };
});

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("replays"))("titleOne") };
}

export default async function ReplayPage({ params }: PageProps<"/replays/[id]">) {
  const { replay, context } = await requireReplay((await params).id);
  const t = await getTranslations("replays");
  const { state, progress, slot_count } = replay;
  const done = progress.success + progress.fail;
  return (
    <>
      <PageHeader
        title={t("titleOne")}
        lead={<p>{t("lead", { state, done, total: slot_count, failed: progress.fail })}</p>}
        actions={
          state === "RUNNING" &&
          hasRole(context.role, "MEMBER") && (
            <CancelReplay
              waiting={progress.waiting}
              action={cancelReplayAction.bind(null, replay.id)}
            />
          )
        }
      />
      <progress
        className="mb-6 block h-2.5 w-full appearance-none overflow-hidden rounded-full border bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-transparent [&::-webkit-progress-value]:bg-accent"
        aria-label={t("progress")}
        value={slot_count - progress.waiting - progress.running}
        max={slot_count}
      />
      <Section title={t("facts")}>
        <ReplayFacts replay={replay} />
      </Section>
      <Section title={t("slots")}>
        <ReplaySlots replay={replay} />
      </Section>
    </>
  );
}
