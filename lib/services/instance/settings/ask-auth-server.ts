import { z } from "zod";
import type { Instance } from "@/lib/services/instance/instance";

export type AuthSettings = {
  /** Whether it creates accounts for visitors. */
  isOpen: boolean;
  /** Whether an address counts as confirmed without an email. */
  confirmsItself: boolean;
};

const published = z.object({
  disable_signup: z.boolean(),
  mailer_autoconfirm: z.boolean().default(false),
});

/**
 * The settings that the auth server publishes.
 * @throws {Error} where it doesn't respond with them.
 */
export async function askAuthServer(instance: Instance): Promise<AuthSettings> {
  const { status, body } = await instance.askSupabase("/auth/v1/settings");
  if (status !== 200) throw new Error(`the auth server responded with ${status}`);
  const { data } = published.safeParse(JSON.parse(body));
  if (data === undefined) throw new Error("the auth server responded with something else");
  return { isOpen: !data.disable_signup, confirmsItself: data.mailer_autoconfirm };
}
