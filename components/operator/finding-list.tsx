import { ChevronRight, CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import type { Finding, NamedFinding } from "@/lib/domain/instance/finding";

const marks = {
  problem: { Icon: CircleAlert, color: "text-failed" },
  warning: { Icon: TriangleAlert, color: "text-late" },
  ok: { Icon: CircleCheck, color: "text-success" },
} satisfies Record<Finding["level"], object>;

/** As a sentence: findings begin in lower case, since the doctor shows them after a name. Names stay. */
const toSentence = (text: string) =>
  `${text.replace(/^[a-z]+(?=[ ,:])/, (word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)}.`;

function FindingItem({ finding }: { finding: NamedFinding }) {
  const t = useTranslations("operator");
  const { Icon, color } = marks[finding.level];
  return (
    <li className="flex gap-3 px-4 py-3">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", color)} />
      <div className="min-w-0 grow">
        <p className="font-medium">
          {t.has(`checks.${finding.name}`) ? t(`checks.${finding.name}`) : finding.name}
          <span className={cn("ml-2 text-sm font-normal", color)}>
            {t(`levels.${finding.level}`)}
          </span>
        </p>
        <div lang="en" className="[overflow-wrap:anywhere]">
          <p className="text-ink-soft">{toSentence(finding.found)}</p>
          {finding.level !== "ok" && <p className="mt-0.5">{toSentence(finding.advice)}</p>}
        </div>
      </div>
    </li>
  );
}

const listClass = "divide-y rounded-block border bg-raised";

/** What checks have found: problems first, then warnings, and what is in order behind a line. */
export function FindingList({ findings }: { findings: readonly NamedFinding[] }) {
  const t = useTranslations("operator");
  const of = (level: Finding["level"]) => findings.filter((finding) => finding.level === level);
  const open = [...of("problem"), ...of("warning")];
  const inOrder = of("ok");
  return (
    <div className="grid grid-cols-1 gap-2">
      {open.length > 0 && (
        <ul className={listClass}>
          {open.map((finding) => (
            <FindingItem key={finding.name} finding={finding} />
          ))}
        </ul>
      )}
      {inOrder.length > 0 && (
        <details className="group/findings">
          <summary className="inline-flex min-h-9 cursor-pointer list-none items-center gap-1.5 rounded-control text-ink-soft hover:text-ink max-lg:min-h-11">
            <ChevronRight
              aria-hidden
              className="size-4 text-ink-faint transition-transform duration-150 group-open/findings:rotate-90"
            />
            {t("inOrder", { count: inOrder.length })}
          </summary>
          <ul className={cn(listClass, "mt-1")}>
            {inOrder.map((finding) => (
              <FindingItem key={finding.name} finding={finding} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
