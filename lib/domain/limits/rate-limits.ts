/**
 * The rates that this instance allows. They are shared by all its processes, except for reads and visits,
 * which each process counts for itself. A window starts with the first action in it. The last word of a
 * name is whose actions are counted together.
 */

const MINUTE = 60;
const HOUR = 3_600;

/** The name of a limit as operators, headers and counters write it. */
const defaults = {
  sign_in_failures_address: { max: 300, windowSeconds: 15 * MINUTE },
  sign_up_address: { max: 120, windowSeconds: HOUR },
  password_emails_account: { max: 5, windowSeconds: HOUR },
  password_emails_address: { max: 60, windowSeconds: HOUR },
  password_checks_user: { max: 10, windowSeconds: 15 * MINUTE },
  runs_user: { max: 300, windowSeconds: MINUTE },
  runs_workspace: { max: 600, windowSeconds: MINUTE },
  tests_user: { max: 120, windowSeconds: MINUTE },
  tests_workspace: { max: 240, windowSeconds: MINUTE },
  explanations_user: { max: 120, windowSeconds: HOUR },
  explanations_workspace: { max: 600, windowSeconds: HOUR },
  messages_user: { max: 60, windowSeconds: MINUTE },
  messages_workspace: { max: 120, windowSeconds: MINUTE },
  acknowledgements_address: { max: 120, windowSeconds: MINUTE },
  invitations_workspace: { max: 100, windowSeconds: HOUR },
  writes_user: { max: 1_500, windowSeconds: MINUTE },
  writes_workspace: { max: 3_000, windowSeconds: MINUTE },
  reads_user: { max: 6_000, windowSeconds: MINUTE },
  reads_workspace: { max: 12_000, windowSeconds: MINUTE },
  visits_address: { max: 6_000, windowSeconds: MINUTE },
} as const;

export type RateLimitName = keyof typeof defaults;

export const rateLimitNames = Object.keys(defaults) as [RateLimitName, ...RateLimitName[]];

/** At most `max` actions in a window; `max` is null where nothing is refused. */
type RateLimit = { max: number | null; windowSeconds: number };

export type RateLimits = Readonly<Record<RateLimitName, RateLimit>>;

/** The state of one limit after an action. `resetSeconds` is the rest of the window. */
export type RateState = {
  name: RateLimitName;
  max: number;
  windowSeconds: number;
  remaining: number;
  resetSeconds: number;
};

const MOST = 1_000_000;

const isName = (name: string): name is RateLimitName => Object.hasOwn(defaults, name);

/**
 * Reads the rates of `RATE_LIMITS`: the defaults with what the text changes, such as
 * `runs_user=600, sign_up_address=off`; `off` alone turns all of them off. Returns the problems of
 * the text instead where it has any.
 */
export function parseRateLimits(
  text: string,
): { ok: true; limits: RateLimits } | { ok: false; problems: string[] } {
  const limits: Record<RateLimitName, RateLimit> = { ...defaults };
  const problems: string[] = [];
  if (text.trim() === "off") {
    for (const name of rateLimitNames) limits[name] = { ...limits[name], max: null };
    return { ok: true, limits };
  }
  for (const item of text.split(/[,\s]+/).filter((part) => part !== "")) {
    const [name = "", value = "", ...rest] = item.split("=");
    const max = value === "off" ? null : Number(value);
    if (!isName(name)) {
      problems.push(`RATE_LIMITS names ${name}, which isn't one of ${rateLimitNames.join(", ")}`);
    } else if (rest.length > 0 || (value !== "off" && !/^[1-9]\d*$/.test(value))) {
      problems.push(`RATE_LIMITS: write ${name}=100, or ${name}=off`);
    } else if (max !== null && max > MOST) {
      problems.push(`RATE_LIMITS: ${name} is at most ${MOST}`);
    } else {
      limits[name] = { ...limits[name], max };
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, limits };
}
