import { useTranslations } from "next-intl";
import { Section } from "@/components/layout/section";
import { Card } from "@/components/ui/card";
import type { RunDto } from "@/lib/domain/run";

/** What to do about a run that did not succeed; nothing where there is nothing to do. */
export function RunAdvice({ run }: { run: RunDto }) {
  const t = useTranslations();
  const code = run.error_code ?? (run.status === "ABANDONED" ? "ABANDONED" : null);
  if (run.status === "SUCCESS" || run.status === "RUNNING") return null;
  if (code === null && run.status !== "MISSED") return null;
  return (
    <Section title={t("run.todo")}>
      <Card>
        <p className="max-w-3xl">
          {code === null ? t("run.missedTodo") : t(`errorCodes.${code}.todo`)}
        </p>
        {run.error_message !== null && (
          <pre className="mt-3 max-h-60 overflow-auto rounded-control bg-sunken px-3 py-2 font-mono text-sm whitespace-pre-wrap text-ink-soft">
            {run.error_message}
          </pre>
        )}
      </Card>
    </Section>
  );
}
