import { findAccounts } from "@/db/queries/users";
import { isOperator } from "@/lib/domain/instance/operator";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { log } from "@/lib/log";
import { perProcess } from "@/lib/per-process";
import type { Instance } from "@/lib/services/instance/instance";
import { isLoopbackHost } from "@/lib/services/instance/local-host";
import { askAuthServer } from "@/lib/services/instance/settings/ask-auth-server";
import { listensBeyondLoopback } from "@/lib/services/instance/settings/listens-beyond-loopback";

const SETTINGS_AGE_MS = MINUTE_MS;

/** The last answer of the auth server, by its URL: pages don't wait for it each time. */
const known = perProcess(
  "opspulseConfirmation",
  () => new Map<string, { confirmsItself: boolean; untilMs: number }>(),
);

async function confirmsItself(instance: Instance): Promise<boolean> {
  const { authUrl } = instance.settings;
  const last = known.get(authUrl);
  if (last !== undefined && last.untilMs > performance.now()) return last.confirmsItself;
  try {
    const found = await askAuthServer(instance);
    const untilMs = performance.now() + SETTINGS_AGE_MS;
    known.set(authUrl, { confirmsItself: found.confirmsItself, untilMs });
    return found.confirmsItself;
  } catch (error) {
    log.warn({ err: error }, "the auth server didn't say whether it confirms addresses");
    return last?.confirmsItself ?? true;
  }
}

/**
 * Whether a confirmed address proves that its account belongs to who reads its mail: the auth server
 * sends an email first, or nobody but the owner of this machine reaches the instance.
 */
export async function isConfirmationProof(instance: Instance): Promise<boolean> {
  const { settings } = instance;
  const isOnThisMachine =
    isLoopbackHost(new URL(settings.env.APP_URL).hostname) && !listensBeyondLoopback(settings);
  return isOnThisMachine || !(await confirmsItself(instance));
}

/** Whether a user is an operator of this instance. Costs nothing for users whom OPERATORS doesn't name. */
export async function isOperatorOf(
  instance: Instance,
  user: { id: string; email?: string | null | undefined },
): Promise<boolean> {
  const operators = instance.settings.env.OPERATORS;
  const isNamed =
    operators.includes(user.id.toLowerCase()) ||
    operators.includes(user.email?.toLowerCase() ?? "");
  if (!isNamed) return false;
  // As they are now: the user's token may be older.
  const [account] = await findAccounts(await instance.database(), [user.id.toLowerCase()]);
  if (account === undefined) return false;
  return isOperator(account, operators, {
    isConfirmationProof: await isConfirmationProof(instance),
  });
}
