export type CronFault = "macro" | "count" | "list" | "step" | "range" | "bounds" | "text";

/**
 * What is wrong with the part of a cron expression that its parser blames: the whole `expression`,
 * a field with an empty item, or one item of a field.
 */
export function cronFault(field: string, blamed: string): CronFault {
  if (field === "expression") return blamed.startsWith("@") ? "macro" : "count";
  if (blamed.includes(",")) return "list";
  if (blamed.includes("/")) return "step";
  if (blamed.includes("-")) return "range";
  return /^\d+$/.test(blamed) ? "bounds" : "text";
}
