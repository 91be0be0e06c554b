import { defaultAlertPolicy, type AlertPolicy } from "@/lib/domain/incidents/alert-policy";

/** Where the policy that applies to a routine comes from. */
type PolicyOrigin =
  | { from: "ROUTINE" }
  | { from: "TAG"; name: string }
  | { from: "WORKSPACE" }
  | { from: "BUILT_IN" };

/** A policy that applies to a routine, and where it comes from. */
export type AppliedPolicy = { policy: AlertPolicy; origin: PolicyOrigin };

/** The policy of a routine without one of its own: its tag's, the workspace's or the built-in one. */
export function inheritPolicy(
  tag: { name: string; policy: AlertPolicy } | null,
  workspace: AlertPolicy | null,
): AppliedPolicy {
  if (tag !== null) return { policy: tag.policy, origin: { from: "TAG", name: tag.name } };
  if (workspace !== null) return { policy: workspace, origin: { from: "WORKSPACE" } };
  return { policy: defaultAlertPolicy, origin: { from: "BUILT_IN" } };
}
