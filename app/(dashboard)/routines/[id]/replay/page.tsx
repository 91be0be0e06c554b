import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { startReplayAction } from "@/app/(dashboard)/replays/actions";
import { routineOrNotFound } from "@/app/(dashboard)/routines/[id]/routine-or-not-found";
import { ReadOnlyMessage } from "@/components/page/dead-ends";
import { PageHeader } from "@/components/page/page-header";
import type { Parameters } from "@/components/page/query";
import { Section } from "@/components/page/section";
import { ReplayForm, type ReplayFormValues } from "@/components/replays/replay-form";
import { ReplayList } from "@/components/replays/replay-list";
import { ReplayPreview } from "@/components/replays/replay-preview";
import { StartReplayForm } from "@/components/replays/start-replay";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { ValidationError } from "@/lib/domain/errors";
import type { ReplayPreviewDto } from "@/lib/domain/replays/replay";
import { DEFAULT_REPLAY_PACE, replayableStates } from "@/lib/domain/replays/replay-options";
import { fromZonedTime, toZonedTime, zoneOrUtc } from "@/lib/domain/schedule/zoned-time";
import { DAY_MS } from "@/lib/domain/time-units";
import { hasRole } from "@/lib/domain/workspace/role";
import { listReplays } from "@/lib/services/replays/list-replays";
import { previewReplay } from "@/lib/services/replays/preview-replay";

type ReplayPageProps = PageProps<"/routines/[id]/replay">;

const RECENT_REPLAYS = 10;
const MINUTE_CHARACTERS = "2026-01-31T09:00".length;

export async function generateMetadata({ params }: ReplayPageProps): Promise<Metadata> {
  const { routine } = await routineOrNotFound((await params).id);
  return { title: (await getTranslations("replays"))("pageTitle", { name: routine.name }) };
}

/** What the address asks for; the last day, and every outcome, where it says nothing. */
function readValues(parameters: Parameters, timezone: string): ReplayFormValues {
  const clock = (at: number) => toZonedTime(new Date(at), timezone).slice(0, MINUTE_CHARACTERS);
  const read = (name: string) => {
    const value = parameters[name];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const now = Date.now();
  const asked = [parameters.status ?? []].flat();
  const isAsked = read("from") !== null;
  return {
    from: read("from") ?? clock(now - DAY_MS),
    to: read("to") ?? clock(now),
    statuses: isAsked
      ? replayableStates.filter((state) => asked.includes(state))
      : replayableStates,
    pace: Number(read("pace") ?? DEFAULT_REPLAY_PACE),
  };
}

type Previewed = { preview: ReplayPreviewDto } | { problems: ValidationError["problems"] };

export default async function ReplayRoutinePage({ params, searchParams }: ReplayPageProps) {
  const { id } = await params;
  const { context, routine } = await routineOrNotFound(id);
  if (!hasRole(context.role, "MEMBER")) return <ReadOnlyMessage />;
  const zone = zoneOrUtc(routine.timezone);
  const values = readValues(await searchParams, zone);
  const toInstant = (text: string) => fromZonedTime(text, zone)?.toISOString() ?? text;
  const input = { ...values, from: toInstant(values.from), to: toInstant(values.to) };
  const previewed = previewReplay(context, input, id).then(
    (preview): Previewed => ({ preview }),
    (error: unknown): Previewed => {
      if (error instanceof ValidationError) return { problems: error.problems };
      throw error;
    },
  );
  const [t, found, recent] = await Promise.all([
    getTranslations("replays"),
    previewed,
    listReplays(context, { routine_id: id, limit: RECENT_REPLAYS }),
  ]);
  return (
    <>
      <PageHeader
        title={t("pageTitle", { name: routine.name })}
        lead={<p className="max-w-2xl">{t("pageLead")}</p>}
        actions={
          <Button asChild>
            <Link href={`/routines/${id}/slots`}>{t("back")}</Link>
          </Button>
        }
      />
      <Section title={t("which")}>
        <ReplayForm
          path={`/routines/${id}/replay`}
          values={values}
          timezone={routine.timezone}
          problems={"problems" in found ? found.problems : []}
        />
      </Section>
      {"preview" in found && (
        <Section title={t("previewTitle")}>
          <ReplayPreview preview={found.preview} timezone={routine.timezone}>
            <StartReplayForm
              action={startReplayAction.bind(null, id)}
              values={values}
              count={found.preview.slot_count}
            />
          </ReplayPreview>
        </Section>
      )}
      {recent.data.length > 0 && (
        <Section title={t("recent")}>
          <ReplayList replays={recent.data} />
        </Section>
      )}
    </>
  );
}
