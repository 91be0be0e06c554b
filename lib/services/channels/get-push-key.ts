import { notificationContextOf } from "@/lib/services/alerts/notification-context";
import type { ServiceContext } from "@/lib/services/context";

/**
 * The public key that browsers subscribe to push with, in Base64 for URLs; null where the instance can't
 * push, as without `SECRETS_KEY`.
 */
export async function getPushKey(context: ServiceContext): Promise<{ public_key: string | null }> {
  const keys = await notificationContextOf(context).vapid();
  return { public_key: keys?.publicKey ?? null };
}
