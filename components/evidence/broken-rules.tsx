import { useTranslations } from "next-intl";
import { SuccessRuleText } from "@/components/evidence/success-rule-text";
import { Section } from "@/components/page/section";
import { StatusGlyph } from "@/components/pulse/status-glyph";
import type { BrokenRule } from "@/lib/domain/run/run-evidence";
import type { SuccessRule } from "@/lib/domain/run/success-rule";

/** Slower than wanted is only degraded where its rule says so; everything else fails the run. */
const stateOf = ({ rule }: BrokenRule) =>
  rule.type === "duration" && rule.otherwise === "DEGRADED" ? "DEGRADED" : "FAIL";

/** What was there instead: milliseconds, a date in UTC, or text as it came. */
function Found({ rule, found }: { rule: SuccessRule; found: string }) {
  const t = useTranslations("run.broken");
  if (rule.type === "duration") return t("took", { ms: Number(found) });
  if (rule.type === "certificate") return t("expires", { date: found });
  return t.rich("found", {
    value: () => (
      <code className="font-mono [overflow-wrap:anywhere] whitespace-pre-wrap">{found}</code>
    ),
  });
}

/** The rules that an answer broke, each with what was there instead. */
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
              {item.found !== null && (
                <p className="text-ink-soft">
                  <Found rule={item.rule} found={item.found} />
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
