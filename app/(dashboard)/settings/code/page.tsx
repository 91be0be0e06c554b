import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { applyCodeAction, planCodeAction } from "@/app/(dashboard)/settings/code/actions";
import { CodeForm } from "@/components/settings/code/code-form";
import { SettingsPart } from "@/components/settings/settings-part";
import { RelativeTime } from "@/components/time/time";
import { Button } from "@/components/ui/button";
import { TextLink } from "@/components/ui/link";
import { requireContext } from "@/lib/auth/require-context";
import { codeFormats } from "@/lib/domain/code/code-options";
import { hasRole } from "@/lib/domain/workspace/role";
import { listFiles } from "@/lib/services/code/list-files";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("code"))("title") };
}

export default async function CodePage() {
  const { context } = await requireContext();
  const [t, files] = await Promise.all([getTranslations("code"), listFiles(context)]);
  return (
    <>
      <SettingsPart
        title={t("export")}
        text={t.rich("exportText", {
          docs: (text) => <TextLink href="/docs/guides/as-code">{text}</TextLink>,
        })}
      >
        <div className="flex flex-wrap gap-3">
          {codeFormats.map((format) => (
            <Button key={format} asChild>
              <a href={`/api/export?format=${format}`} download={`opspulse.${format}`}>
                {t(`download.${format}`)}
              </a>
            </Button>
          ))}
        </div>
        {files.length > 0 && (
          <ul className="mt-4 divide-y rounded-block border bg-raised">
            {files.map(({ prefix, applied_at }) => (
              <li
                key={prefix}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-3 py-2.5"
              >
                <span className="min-w-0">
                  <span className="font-mono text-sm [overflow-wrap:anywhere]">
                    {prefix === "" ? t("wholeWorkspace") : prefix}
                  </span>{" "}
                  <span className="text-ink-soft">
                    {t.rich("appliedAt", { time: () => <RelativeTime value={applied_at} /> })}
                  </span>
                </span>
                <TextLink href={`/api/export?prefix=${encodeURIComponent(prefix)}&unmanaged=false`}>
                  {t("exportFile")}
                </TextLink>
              </li>
            ))}
          </ul>
        )}
      </SettingsPart>
      <SettingsPart title={t("title")} text={t("applyText")}>
        <CodeForm
          plan={planCodeAction}
          apply={hasRole(context.role, "MEMBER") ? applyCodeAction : null}
        />
      </SettingsPart>
    </>
  );
}
