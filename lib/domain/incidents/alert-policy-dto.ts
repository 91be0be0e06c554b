import { z } from "zod";
import { alertPolicy, type AlertPolicy } from "@/lib/domain/incidents/alert-policy";

/** A workspace's policy as it goes out. `is_default`: it is the built-in one. */
export type AlertPolicyDto = AlertPolicy & { is_default: boolean };

/** A workspace's policy as it comes in. `is_default` may be sent back as it was read, and means nothing. */
export const alertPolicyInput = z.preprocess((input) => {
  if (typeof input !== "object" || input === null || !("is_default" in input)) return input;
  const { is_default, ...policy } = input;
  return typeof is_default === "boolean" ? policy : input;
}, alertPolicy);
