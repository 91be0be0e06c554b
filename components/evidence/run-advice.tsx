import { useTranslations } from "next-intl";
import { Section } from "@/components/page/section";
import { Card } from "@/components/ui/card";
import type { RunDetailDto } from "@/lib/domain/run/run";

type AdvisedRun = Pick<
  RunDetailDto,
  "status" | "is_degraded" | "error_code" | "error_message" | "broken_rules"
>;

/**
 * Advice on a run that did not succeed, or why there was none; nothing where there is nothing to
 * say.
 */
export function RunAdvice({ run }: { run: AdvisedRun }) {
  const t = useTranslations();
  if (run.status === "MISSED" || run.status === "ABANDONED") {
    return (
      <Section title={t(`run.why.${run.status}.title`)}>
        <Card>
          <p className="max-w-3xl">{t(`run.why.${run.status}.reason`)}</p>
          <p className="mt-2 max-w-3xl text-ink-soft">{t(`run.why.${run.status}.todo`)}</p>
          <Detail text={run.error_message} />
        </Card>
      </Section>
    );
  }
  if (run.is_degraded) {
    return (
      <Section title={t("run.todo")}>
        <Card>
          <p className="max-w-3xl">{t("run.slowTodo")}</p>
        </Card>
      </Section>
    );
  }
  if (run.status !== "FAIL" || run.error_code === null) return null;
  return (
    <Section title={t("run.todo")}>
      <Card>
        <p className="max-w-3xl">{t(`errorCodes.${run.error_code}.todo`)}</p>
        {run.broken_rules.length === 0 && <Detail text={run.error_message} />}
      </Card>
    </Section>
  );
}

/** The error's own words; left out where broken rules say it better. */
function Detail({ text }: { text: string | null }) {
  return text === null ? null : (
    <pre className="mt-3 max-h-60 overflow-auto rounded-control bg-sunken px-3 py-2 font-mono text-sm whitespace-pre-wrap text-ink-soft">
      {text}
    </pre>
  );
}
