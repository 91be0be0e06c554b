import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/page/copy-button";
import type { SecretOption } from "@/lib/domain/routine/secret-option";

type SecretListProps = { secrets: readonly SecretOption[]; workspaceId: string };

/**
 * The secrets that a workspace may use, by name, and the id that an administrator needs to add
 * another.
 */
export function SecretList({ secrets, workspaceId }: SecretListProps) {
  const t = useTranslations("settings.secrets");
  return (
    <>
      {secrets.length === 0 ? (
        <p>{t("none")}</p>
      ) : (
        <ul className="divide-y rounded-block border bg-raised">
          {secrets.map(({ name, purpose, origins }) => (
            <li
              key={`${purpose} ${name}`}
              className="grid gap-x-4 gap-y-1 px-4 py-2.5 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
            >
              <div className="min-w-0">
                <p className="font-mono [overflow-wrap:anywhere]">{name}</p>
                <p className="text-sm text-ink-faint">{t(`purposes.${purpose}`)}</p>
              </div>
              <ul
                aria-label={t("origins", { name })}
                className="min-w-0 font-mono text-sm [overflow-wrap:anywhere] text-ink-soft"
              >
                {origins.map((origin) => (
                  <li key={origin}>{origin}</li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-2 text-sm text-ink-faint">
        {t("howTo")} <code className="font-mono text-ink-soft">{workspaceId}</code>{" "}
        <CopyButton text={workspaceId} />
      </p>
    </>
  );
}
