import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TagMark, type ShownTag } from "@/components/tags/tag-mark";

type TagListProps = {
  tags: readonly ShownTag[];
  /** How many are shown; the others are counted. */
  max?: number;
  /** What stands around each, such as a link. */
  wrap?: (name: string, mark: ReactNode) => ReactNode;
};

/** Tags side by side; nothing where there are none. */
export function TagList({ tags, max = Infinity, wrap }: TagListProps) {
  const t = useTranslations("tags");
  if (tags.length === 0) return null;
  return (
    <ul aria-label={t("title")} className="flex flex-wrap items-center gap-1">
      {tags.slice(0, max).map((tag) => {
        const mark = <TagMark {...tag} />;
        return (
          <li key={tag.name} className="max-w-full">
            {wrap?.(tag.name, mark) ?? mark}
          </li>
        );
      })}
      {tags.length > max && (
        <li className="text-xs text-ink-faint">{t("more", { count: tags.length - max })}</li>
      )}
    </ul>
  );
}
