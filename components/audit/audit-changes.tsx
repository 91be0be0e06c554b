import { useTranslations } from "next-intl";
import type { AuditChange } from "@/lib/domain/audit/audit-event";

const isText = (value: unknown): value is string => typeof value === "string";

/** A text as it is, texts as a list, and anything else as JSON. */
function shownValue(value: unknown): string {
  if (Array.isArray(value) && value.length > 0 && value.every(isText)) return value.join(", ");
  return isText(value) ? value : JSON.stringify(value);
}

/** The fields that changed, opened on demand: what they were, and what they became. */
export function AuditChanges({ changes }: { changes: readonly AuditChange[] }) {
  const t = useTranslations("audit");
  if (changes.length === 0) return null;
  return (
    <details className="mt-0.5">
      <summary className="w-fit cursor-pointer text-ink-soft hover:text-ink max-lg:py-1.5">
        {t("changes", { count: changes.length })}
      </summary>
      <dl className="mt-1 grid gap-x-4 gap-y-1 sm:grid-cols-[max-content_minmax(0,1fr)]">
        {changes.map((change) => (
          <div key={change.path} className="contents">
            <dt className="font-mono text-ink-soft">{change.path}</dt>
            <dd className="[overflow-wrap:anywhere] max-sm:mb-1">
              {"before" in change || "after" in change ? (
                <>
                  {"before" in change && (
                    <del className="text-ink-soft no-underline">{shownValue(change.before)}</del>
                  )}
                  {"before" in change && "after" in change && (
                    <>
                      <span aria-hidden> → </span>
                      <span className="sr-only"> {t("became")} </span>
                    </>
                  )}
                  {"after" in change && (
                    <ins className="no-underline">{shownValue(change.after)}</ins>
                  )}
                </>
              ) : (
                <span className="text-ink-soft">{t("notKept")}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
