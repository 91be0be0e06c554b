import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { deleteTagAction, updateTagAction } from "@/app/(dashboard)/settings/tags/actions";
import { EmptyState } from "@/components/page/empty-state";
import { withQuery } from "@/components/page/query";
import { ConfirmForm } from "@/components/settings/confirm-form";
import { Disclosure } from "@/components/settings/disclosure";
import { SettingsPart } from "@/components/settings/settings-part";
import { TagForm } from "@/components/settings/tag-form";
import { TagMark } from "@/components/tags/tag-mark";
import { TextLink } from "@/components/ui/link";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import { listTags } from "@/lib/services/tags/list-tags";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("tags"))("title") };
}

export default async function TagsPage() {
  const { context } = await requireContext();
  const [t, tags] = await Promise.all([getTranslations("tags"), listTags(context)]);
  if (tags.length === 0) return <EmptyState title={t("emptyTitle")} text={t("emptyText")} />;
  const canEdit = hasRole(context.role, "MEMBER");
  return (
    <SettingsPart title={t("title")} text={t("text")}>
      <ul className="divide-y rounded-block border bg-raised">
        {tags.map((tag) => (
          <li key={tag.id} className="grid grid-cols-1 gap-1 px-4 py-2">
            <div className="flex flex-wrap items-center gap-x-3">
              <TagMark {...tag} />
              <TextLink
                href={withQuery("/routines", { tag: tag.name })}
                className="text-sm text-ink-soft"
              >
                {t("routines", { count: tag.routines })}
              </TextLink>
            </div>
            {canEdit && (
              <Disclosure label={t("edit", { name: tag.name })}>
                <TagForm
                  key={`${tag.name} ${tag.color}`}
                  tag={tag}
                  action={updateTagAction.bind(null, tag.id)}
                />
                <div className="grid gap-3 border-t pt-4">
                  <p className="max-w-xl text-ink-soft">
                    {t("deleteText", { count: tag.routines })}
                  </p>
                  <ConfirmForm action={deleteTagAction.bind(null, tag.id)} label={t("delete")} />
                </div>
              </Disclosure>
            )}
          </li>
        ))}
      </ul>
    </SettingsPart>
  );
}
