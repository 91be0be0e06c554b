import { useTranslations } from "next-intl";
import { PolicyWords } from "@/components/alert-policy/policy-words";
import { TagMark } from "@/components/tags/tag-mark";
import { Link } from "@/components/ui/link";
import type { TagDto } from "@/lib/domain/tags/tag";

/** The tags of a workspace, each with its policy in words. */
export function TagPolicies({ tags }: { tags: readonly TagDto[] }) {
  const t = useTranslations();
  if (tags.length === 0) return <p className="text-ink-faint">{t("tags.emptyText")}</p>;
  return (
    <ul className="divide-y rounded-block border bg-raised">
      {tags.map(({ id, name, color, alert_policy: policy }) => (
        <li
          key={id}
          className="relative flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 hover:bg-sunken"
        >
          <Link
            href={`/alerts/policy/tags/${id}`}
            className="inline-flex max-w-full after:absolute after:inset-0"
          >
            <TagMark name={name} color={color} />
          </Link>
          {policy === null ? (
            <span className="text-ink-faint">{t("alertPolicy.tag.none")}</span>
          ) : (
            <span>
              <PolicyWords policy={policy} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
