import { usePolicyText } from "@/components/alert-policy/policy-text";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";

/** The conditions of a policy, in words. */
export function PolicyWords({ policy }: { policy: Pick<AlertPolicy, "conditions"> }) {
  return usePolicyText()(policy);
}
