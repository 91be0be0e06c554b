import type { Device } from "@/lib/domain/sessions/device";

/**
 * The longest life of a session after its sign-in, in days. The cookies of the app live no longer
 * either.
 */
export const SESSION_DAYS = 30;

/** A session of the reader, as the settings show it. */
export type SessionDto = {
  id: string;
  device: Device;
  /** Whether it is the one that asks. */
  is_current: boolean;
  signed_in_at: string;
  last_used_at: string;
};
