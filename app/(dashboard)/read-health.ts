import { cache } from "react";
import { checkHealth } from "@/lib/services/check-health";

/** The health of the instance, read once for a page and its frame. */
export const readHealth = cache(checkHealth);
