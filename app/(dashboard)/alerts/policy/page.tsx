import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { savePolicyAction, testPolicyAction } from "@/app/(dashboard)/alerts/policy-actions";
import { PolicyForm } from "@/components/alert-policy/policy-form";
import { PolicyWords } from "@/components/alert-policy/policy-words";
import { TagPolicies } from "@/components/alert-policy/tag-policies";
import { PageHeader } from "@/components/page/page-header";
import { Section } from "@/components/page/section";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import { getAlertPolicy } from "@/lib/services/alert-policies/get-alert-policy";
import { listTags } from "@/lib/services/tags/list-tags";

const BACKTEST_DAYS = 7;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("alertPolicy"))("title") };
}

export default async function PolicyPage() {
  const { context } = await requireContext();
  const [t, policy, tags] = await Promise.all([
    getTranslations("alertPolicy"),
    getAlertPolicy(context),
    listTags(context),
  ]);
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={
          <>
            <p>{t("lead")}</p>
            {policy.is_default && <p className="text-sm text-ink-faint">{t("default")}</p>}
          </>
        }
      />
      {hasRole(context.role, "ADMIN") ? (
        <PolicyForm
          policy={policy}
          days={BACKTEST_DAYS}
          action={savePolicyAction}
          test={testPolicyAction.bind(null, { days: BACKTEST_DAYS })}
        />
      ) : (
        <>
          <p className="font-medium">
            <PolicyWords policy={policy} />
          </p>
          <p className="mt-2 text-ink-soft">{t("readOnly")}</p>
        </>
      )}
      <div className="mt-10 max-w-3xl">
        <Section title={t("tag.sectionTitle")}>
          <p className="mb-3 text-ink-soft">{t("tag.order")}</p>
          <TagPolicies tags={tags} />
        </Section>
      </div>
    </>
  );
}
