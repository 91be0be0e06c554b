import { useTranslations } from "next-intl";
import { FoundText, Literal, SuccessRuleText } from "@/components/evidence/success-rule-text";
import { Section } from "@/components/page/section";
import { StatusGlyph } from "@/components/pulse/status-glyph";
import type { BrokenRule } from "@/lib/domain/run/run-evidence";

/** A duration is only degraded where its rule says so; every other broken rule fails the run. */
const stateOf = ({ rule }: BrokenRule) =>
  rule.type === "duration" && rule.otherwise === "DEGRADED" ? "DEGRADED" : "FAIL";

/** The rules that a response broke, each with what it had instead. */
export function BrokenRules({ broken }: { broken: readonly BrokenRule[] }) {
  const t = useTranslations("run.broken");
  return (
    <Section title={t("title", { count: broken.length })}>
      <ul className="divide-y rounded-block border bg-raised">
        {broken.map((item, index) => (
          <li key={index} className="flex gap-2 px-4 py-2.5">
            <span className="mt-0.5">
              <StatusGlyph state={stateOf(item)} />
            </span>
            <div className="min-w-0">
              <p>
                <SuccessRuleText rule={item.rule} />
              </p>
              {item.fault !== null && <p className="text-ink-soft">{t(`faults.${item.fault}`)}</p>}
              {item.at !== undefined && (
                <p className="text-ink-soft">
                  {t.rich("at", { path: () => <Literal>{item.at}</Literal> })}
                </p>
              )}
              {item.found !== null && (
                <p className="text-ink-soft">
                  <FoundText rule={item.rule} found={item.found} />
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
