import { createHash } from "node:crypto";
import { chargeCounters, refundCounter, type Charge } from "@/db/queries/rate-counters";
import { TryLaterError } from "@/lib/domain/errors";
import type { RateLimitName, RateState } from "@/lib/domain/limits/rate-limits";
import { waitParams } from "@/lib/domain/limits/wait-time";
import { formatIpAddress, parseIpAddress } from "@/lib/egress/ip-address";
import type { RateContext, ServiceContext } from "@/lib/services/context";

/** Limits of a member's actions: their own first, then those of their workspace. */
const memberLimits = {
  writes: { user: "writes_user", workspace: "writes_workspace" },
  runs: { user: "runs_user", workspace: "runs_workspace" },
  tests: { user: "tests_user", workspace: "tests_workspace" },
  explanations: { user: "explanations_user", workspace: "explanations_workspace" },
  messages: { user: "messages_user", workspace: "messages_workspace" },
  invitations: { workspace: "invitations_workspace" },
} as const satisfies Record<string, { user?: RateLimitName; workspace: RateLimitName }>;

export type MemberRate = keyof typeof memberLimits;

/**
 * The address that a client's actions are counted under: of IPv6 its network of 64 bits, in which one
 * machine may choose any address.
 */
export function countedAddress(address: string): string {
  const parsed = parseIpAddress(address);
  if (parsed?.family !== 6) return address;
  return `${formatIpAddress({ family: 6, value: (parsed.value >> 64n) << 64n })}/64`;
}

type Subject = { limit: RateLimitName; of: string };

/** The states of the limits of an action, and the seconds to wait where one of them refuses it. */
export type RateVerdict = { states: RateState[]; retryAfterSeconds: number | null };

/** The key of a counter. Whose it is can't be read from it, so that the table tells no addresses. */
export function counterKey({ limit, of }: Subject): string {
  return `${limit}:${createHash("sha256").update(of).digest("base64url")}`;
}

/** The charge of an action; null where the limit is off. */
export function chargeOf(context: RateContext, subject: Subject, amount = 1): Charge | null {
  const { max, windowSeconds } = context.rateLimits[subject.limit];
  return max === null ? null : { key: counterKey(subject), max, windowSeconds, amount };
}

/**
 * Counts an action against one limit or two, with one statement. The second is not counted where the
 * first refuses.
 */
async function charge(
  context: RateContext,
  subjects: readonly Subject[],
  amount: number,
): Promise<RateVerdict> {
  const charges = subjects.flatMap((subject) => {
    const found = chargeOf(context, subject, amount);
    return found === null ? [] : [{ name: subject.limit, ...found }];
  });
  const [first, second] = charges;
  if (first === undefined) return { states: [], retryAfterSeconds: null };
  const counters = await chargeCounters(context.db, [first, second]);
  let retryAfterSeconds: number | null = null;
  const states = charges.flatMap(({ name, max, windowSeconds }, index): RateState[] => {
    const counter = counters[index];
    if (counter === undefined) return [];
    const { isGranted, hits, resetSeconds } = counter;
    // A limit that is not reached was not counted because of the one before.
    if (!isGranted && retryAfterSeconds === null) retryAfterSeconds = Math.max(1, resetSeconds);
    return [{ name, max, windowSeconds, remaining: Math.max(0, max - hits), resetSeconds }];
  });
  return { states, retryAfterSeconds };
}

/** Counts `amount` actions of a member. Nothing is counted twice, and nothing is thrown. */
export function chargeMember(
  context: RateContext & Pick<ServiceContext, "actor" | "workspaceId">,
  rate: MemberRate,
  amount = 1,
): Promise<RateVerdict> {
  const limits: { user?: RateLimitName; workspace: RateLimitName } = memberLimits[rate];
  const subjects = [{ limit: limits.workspace, of: context.workspaceId }];
  const { actor } = context;
  // A key has a count of its own, beside that of its workspace.
  const caller = actor.key === undefined ? actor.userId : actor.key.id;
  if (limits.user !== undefined) subjects.unshift({ limit: limits.user, of: caller });
  return charge(context, subjects, amount);
}

/** @throws {TryLaterError} RATE_LIMITED where a limit refuses the action. */
export function requireGranted({ retryAfterSeconds }: RateVerdict): void {
  if (retryAfterSeconds === null) return;
  throw new TryLaterError(
    "RATE_LIMITED",
    `Too many requests. ${tryAgainIn(retryAfterSeconds)}`,
    retryAfterSeconds,
  );
}

function tryAgainIn(retryAfterSeconds: number): string {
  const { minutes, seconds } = waitParams(retryAfterSeconds);
  return minutes > 0
    ? `Try again in ${minutes} minutes.`
    : `Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
}

/** Counts an account that is created from an address. Returns the seconds to wait, or null. */
export async function chargeSignUp(context: RateContext, address: string): Promise<number | null> {
  const verdict = await charge(
    context,
    [{ limit: "sign_up_address", of: countedAddress(address) }],
    1,
  );
  return verdict.retryAfterSeconds;
}

/** Counts the use of a link that acknowledges incidents. Returns the seconds to wait, or null. */
export async function chargeAcknowledgement(
  context: RateContext,
  address: string,
): Promise<number | null> {
  const verdict = await charge(
    context,
    [{ limit: "acknowledgements_address", of: countedAddress(address) }],
    1,
  );
  return verdict.retryAfterSeconds;
}

/**
 * Counts an email that lets somebody set a password, by its account and by who asks for it, whether
 * or not there is such an account. Returns the seconds to wait, or null.
 */
export async function chargePasswordEmail(
  context: RateContext,
  by: { email: string; address: string },
): Promise<number | null> {
  const verdict = await charge(
    context,
    [
      { limit: "password_emails_address", of: countedAddress(by.address) },
      { limit: "password_emails_account", of: by.email.toLowerCase() },
    ],
    1,
  );
  return verdict.retryAfterSeconds;
}

const passwordChecks = (userId: string): Subject => ({ limit: "password_checks_user", of: userId });

/**
 * Counts a check of the current password of a signed-in user, before it is made. Returns the seconds
 * to wait, or null.
 */
export async function chargePasswordCheck(
  context: RateContext,
  userId: string,
): Promise<number | null> {
  return (await charge(context, [passwordChecks(userId)], 1)).retryAfterSeconds;
}

/** Takes back a check of the current password that was right. */
export async function refundPasswordCheck(context: RateContext, userId: string): Promise<void> {
  await refundCounter(context.db, counterKey(passwordChecks(userId)));
}

/**
 * Whether the current password is right, by `check`. Only a wrong one counts.
 * @throws {TryLaterError} where there were too many.
 */
export async function countPasswordCheck(
  context: RateContext,
  userId: string,
  check: () => Promise<boolean>,
): Promise<boolean> {
  requireGranted(await charge(context, [passwordChecks(userId)], 1));
  const isRight = await check();
  if (isRight) await refundPasswordCheck(context, userId);
  return isRight;
}
