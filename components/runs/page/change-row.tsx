import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Duration } from "@/components/time/duration";
import { ExactTime } from "@/components/time/time";
import type { RunChange } from "@/lib/domain/run/run-changes";
import type { RedirectHop } from "@/lib/domain/run/run-evidence";

/** The key of a difference among those of one run. */
export const changeKey = (change: RunChange) => {
  if (change.kind === "duration") return `duration ${change.phase}`;
  return "name" in change ? `header ${change.name}` : change.kind;
};

/** A row of a list of differences, with its name. */
export function ChangeRow({ change }: { change: RunChange }) {
  const t = useTranslations("run");
  switch (change.kind) {
    case "status":
      return (
        <Difference
          label={t("exchange.status")}
          before={change.before}
          after={change.after ?? t("changes.noResponse")}
        />
      );
    case "duration":
      return (
        <Difference
          label={t(`phases.names.${change.phase}`)}
          before={<Duration ms={change.before} />}
          after={<Duration ms={change.after} />}
        />
      );
    case "address":
      return (
        <Difference
          label={t("exchange.address")}
          before={<code className="font-mono">{change.before}</code>}
          after={<code className="font-mono">{change.after}</code>}
        />
      );
    case "certificate":
      return (
        <Difference
          label={t("changes.certificate")}
          before={change.before && <ExactTime value={change.before} format="date" />}
          after={change.after && <ExactTime value={change.after} format="date" />}
        />
      );
    case "redirects":
      return (
        <Difference
          label={t("exchange.redirects")}
          before={<Chain hops={change.before} />}
          after={<Chain hops={change.after} />}
        />
      );
    case "header_added":
      return <HeaderRow name={change.name} before={null} after={change.after} />;
    case "header_removed":
      return <HeaderRow name={change.name} before={change.before} after={null} />;
    case "header_changed":
      return <HeaderRow name={change.name} before={change.before} after={change.after} />;
  }
}

/** What it was, and what it is; null where there was or is none. */
type DifferenceProps = { label: ReactNode; before: ReactNode; after: ReactNode };

function Difference({ label, before, after }: DifferenceProps) {
  const t = useTranslations("run.changes");
  const none = <span className="text-ink-faint">{t("none")}</span>;
  return (
    <div className="grid gap-x-3 gap-y-0.5 border-t px-4 py-2 sm:grid-cols-[11rem_minmax(0,1fr)]">
      <dt className="[overflow-wrap:anywhere] text-ink-faint">{label}</dt>
      <dd className="flex flex-wrap items-baseline gap-x-2 [overflow-wrap:anywhere]">
        <span className="text-ink-soft">
          <span className="sr-only">{t("before")} </span>
          {before ?? none}
        </span>{" "}
        <ArrowRight aria-hidden className="mt-[3px] size-3.5 shrink-0 self-start text-ink-faint" />
        <span className="font-medium">
          <span className="sr-only">{t("after")} </span>
          {after ?? none}
        </span>
      </dd>
    </div>
  );
}

type HeaderRowProps = { name: string; before: string | null; after: string | null };

function HeaderRow({ name, before, after }: HeaderRowProps) {
  const code = (value: string | null) => value && <code className="font-mono">{value}</code>;
  return (
    <Difference
      label={<code className="font-mono">{name}</code>}
      before={code(before)}
      after={code(after)}
    />
  );
}

function Chain({ hops }: { hops: readonly RedirectHop[] }) {
  const t = useTranslations("run.changes");
  if (hops.length === 0) return t("none");
  return hops.map(({ url, status }, index) => (
    <span key={index} className="block">
      {status} <code className="font-mono">{url}</code>
    </span>
  ));
}
