import { defaultAlertPolicy, type AlertPolicy } from "@/lib/domain/incidents/alert-policy";

type TagPolicy = { name: string; alertPolicy: AlertPolicy | null };

const byName = (a: TagPolicy, b: TagPolicy) => {
  const [left, right] = [a.name.toLowerCase(), b.name.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
};

/**
 * The policy that applies to a routine: its own, otherwise that of the first of its tags by name that
 * has one, otherwise the workspace's, otherwise the built-in one.
 */
export function effectivePolicy(policies: {
  routine: AlertPolicy | null;
  tags: readonly TagPolicy[];
  workspace: AlertPolicy | null;
}): AlertPolicy {
  const tag = [...policies.tags].sort(byName).find(({ alertPolicy }) => alertPolicy !== null);
  return policies.routine ?? tag?.alertPolicy ?? policies.workspace ?? defaultAlertPolicy;
}
