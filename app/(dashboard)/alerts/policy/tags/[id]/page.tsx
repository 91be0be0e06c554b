import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { saveTagPolicyAction, testPolicyAction } from "@/app/(dashboard)/alerts/policy-actions";
import { findOrNull } from "@/app/find-or-null";
import { PolicyForm } from "@/components/alert-policy/policy-form";
import { PolicyWords } from "@/components/alert-policy/policy-words";
import { PageHeader } from "@/components/page/page-header";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import { getAlertPolicy } from "@/lib/services/alert-policies/get-alert-policy";
import { getTag } from "@/lib/services/tags/get-tag";

const BACKTEST_DAYS = 7;

type TagPolicyPageProps = PageProps<"/alerts/policy/tags/[id]">;

const requireTagOfPage = cache(async (id: string) => {
  const { context } = await requireContext();
  const tag = (await findOrNull(getTag(context, id))) ?? notFound();
  return { context, tag };
});

export async function generateMetadata({ params }: TagPolicyPageProps): Promise<Metadata> {
  const { tag } = await requireTagOfPage((await params).id);
  const t = await getTranslations("alertPolicy.tag");
  return { title: t("title", { name: tag.name }) };
}

/** The alert policy of the routines that have a tag. */
export default async function TagPolicyPage({ params }: TagPolicyPageProps) {
  const { id } = await params;
  const { context, tag } = await requireTagOfPage(id);
  const [t, workspacePolicy] = await Promise.all([
    getTranslations("alertPolicy.tag"),
    getAlertPolicy(context),
  ]);
  return (
    <>
      <PageHeader title={t("title", { name: tag.name })} lead={<p>{t("order")}</p>} />
      {hasRole(context.role, "MEMBER") ? (
        <PolicyForm
          policy={tag.alert_policy ?? workspacePolicy}
          choice={{
            isOwn: tag.alert_policy !== null,
            inherit: t("inherit"),
            own: t("own", { count: tag.routines }),
          }}
          days={BACKTEST_DAYS}
          action={saveTagPolicyAction.bind(null, id)}
          test={testPolicyAction.bind(null, { tagId: id, days: BACKTEST_DAYS })}
        />
      ) : (
        <p className="font-medium">
          {tag.alert_policy === null ? t("none") : <PolicyWords policy={tag.alert_policy} />}
        </p>
      )}
    </>
  );
}
