import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { routineOrNotFound } from "@/app/(dashboard)/routines/[id]/routine-or-not-found";
import { explainRunAction } from "@/app/(dashboard)/runs/actions";
import { findOrNull } from "@/app/find-or-null";
import { BrokenRules } from "@/components/evidence/broken-rules";
import { FailureSentence } from "@/components/evidence/failure-sentence";
import { hasPhases, PhasesBar } from "@/components/evidence/phases-bar";
import { RunAdvice } from "@/components/evidence/run-advice";
import { hasResponse } from "@/components/evidence/run-response";
import { PageHeader } from "@/components/page/page-header";
import { Section } from "@/components/page/section";
import { runState } from "@/components/pulse/run-state";
import { StatusGlyph } from "@/components/pulse/status-glyph";
import { AiExplanation } from "@/components/runs/page/ai-explanation";
import { RunChanges } from "@/components/runs/page/run-changes";
import { RunExchange } from "@/components/runs/page/run-exchange";
import { RunFacts } from "@/components/runs/page/run-facts";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { requireContext } from "@/lib/auth/require-context";
import { previewExplanation } from "@/lib/services/ai/explain-run";
import { getHistoryKept } from "@/lib/services/instance/get-history-kept";
import { findBodyDiff } from "@/lib/services/runs/find-body-diff";
import { getRun } from "@/lib/services/runs/get-run";

const requireRun = cache(async (id: string) => {
  const { context } = await requireContext();
  const found = (await findOrNull(getRun(context, id))) ?? notFound();
  return { ...found, context };
});

export async function generateMetadata({ params }: PageProps<"/runs/[id]">): Promise<Metadata> {
  const { run } = await requireRun((await params).id);
  return { title: (await getTranslations("run"))("titleOf", { name: run.routine_name }) };
}

export default async function RunPage({ params }: PageProps<"/runs/[id]">) {
  const { run, lastGood, supersedes, context } = await requireRun((await params).id);
  const [t, { routine }, hunks, preview, kept] = await Promise.all([
    getTranslations("run"),
    routineOrNotFound(run.routine_id),
    findBodyDiff(context, run, lastGood),
    previewExplanation(context, run.id),
    getHistoryKept(context),
  ]);
  return (
    <>
      <PageHeader
        title={t("titleOf", { name: run.routine_name })}
        lead={
          <p className="flex items-center gap-1.5">
            <StatusGlyph state={runState(run)} />
            <FailureSentence run={run} />
          </p>
        }
        actions={
          <Button asChild>
            <Link href={`/routines/${run.routine_id}`}>{t("openRoutine")}</Link>
          </Button>
        }
      />
      <RunAdvice run={run}>
        <AiExplanation
          summary={run.ai_summary}
          confidence={run.ai_confidence}
          preview={preview}
          action={explainRunAction.bind(null, run.id)}
        />
      </RunAdvice>
      {run.broken_rules.length > 0 && <BrokenRules broken={run.broken_rules} />}
      {hasPhases(run) && <PhasesBar run={run} />}
      {hasResponse(run) && (
        <RunExchange
          run={run}
          routine={routine}
          responsesRemovedBefore={kept.responses_removed_before}
          now={new Date()}
        />
      )}
      <RunChanges run={run} lastGood={lastGood} routine={routine} hunks={hunks} />
      <Section title={t("factsTitle")}>
        <RunFacts run={run} supersedes={supersedes} maxAttempts={routine.max_attempts} />
      </Section>
    </>
  );
}
