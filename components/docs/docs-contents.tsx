import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";
import type { ContentsSection } from "@/lib/domain/docs/docs-page";
import { docsPath, type DocsLanguage } from "@/lib/domain/docs/docs-path";

type DocsContentsProps = {
  language: DocsLanguage;
  contents: readonly ContentsSection[];
  current: string | null;
};

/** Every page under its section. */
export function DocsContents({ language, contents, current }: DocsContentsProps) {
  const t = useTranslations("docs.sections");
  return (
    <ul className="grid gap-5">
      {contents.map(({ key, pages }) => (
        <li key={key}>
          <p className="mb-1 text-sm text-ink-faint">{t(key)}</p>
          <ul className="grid gap-0.5">
            {pages.map(({ slug, title, language: written }) => {
              // A page of a folder, such as a decision, stands below its list.
              const isCurrent = current === slug;
              const isAround = isCurrent || current?.startsWith(`${slug}/`) === true;
              return (
                <li key={slug}>
                  <Link
                    href={docsPath(language, slug)}
                    lang={written}
                    aria-current={isCurrent ? "page" : isAround ? "true" : undefined}
                    className={cn(
                      "-mx-2.5 block rounded-control px-2.5 py-1.5 max-lg:py-2.5",
                      isAround
                        ? "bg-accent-wash font-medium text-accent-strong"
                        : "text-ink-soft hover:bg-sunken hover:text-ink",
                    )}
                  >
                    {title}
                  </Link>
                </li>
              );
            })}
          </ul>
        </li>
      ))}
    </ul>
  );
}
