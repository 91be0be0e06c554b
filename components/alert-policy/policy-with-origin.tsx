import { useTranslations } from "next-intl";
import { PolicyWords } from "@/components/alert-policy/policy-words";
import type { AppliedPolicy } from "@/lib/domain/incidents/policy-origin";

/** The conditions of the policy that applies to a routine, and where it comes from if it's inherited. */
export function PolicyWithOrigin({ policy, origin }: AppliedPolicy) {
  const t = useTranslations("alertPolicy.origins");
  const words = { policy: () => <PolicyWords policy={policy} /> };
  switch (origin.from) {
    case "TAG":
      return t.rich("TAG", { ...words, tag: origin.name });
    case "ROUTINE":
      return <PolicyWords policy={policy} />;
    case "WORKSPACE":
    case "BUILT_IN":
      return t.rich(origin.from, words);
  }
}
