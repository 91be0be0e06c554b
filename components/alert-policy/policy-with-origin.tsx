import { useTranslations } from "next-intl";
import { usePolicyText } from "@/components/alert-policy/policy-text";
import type { AppliedPolicy } from "@/lib/domain/incidents/policy-origin";

/** The conditions of the policy that applies to a routine, and where it comes from if it's inherited. */
export function PolicyWithOrigin({ policy, origin }: AppliedPolicy) {
  const t = useTranslations("alertPolicy.origins");
  const words = usePolicyText()(policy);
  switch (origin.from) {
    case "ROUTINE":
      return words;
    case "TAG":
      return t("TAG", { tag: origin.name, policy: words });
    case "WORKSPACE":
    case "BUILT_IN":
      return t(origin.from, { policy: words });
  }
}
