import { readFirstServer } from "@/lib/domain/database-servers";
import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { isLoopbackHost } from "@/lib/services/instance/local-host";

/** A secret, by what can be said of it without it. */
type SecretFacts = {
  name: string;
  /** How many different characters it has. */
  distinct: number;
  /** Whether it is a value that documentation or software comes with. */
  isKnown: boolean;
  /** The others with the same value. */
  sameAs: readonly string[];
};

const FEWEST_DISTINCT = 8;

export function judgeSecretStrength(secrets: readonly SecretFacts[]): Finding {
  const listOf = (weak: readonly SecretFacts[]) => weak.map(({ name }) => name).join(", ");
  const guessed = secrets.filter(({ distinct, isKnown }) => isKnown || distinct < FEWEST_DISTINCT);
  if (guessed.length > 0) {
    return problem(
      `values that can be guessed: ${listOf(guessed)}`,
      "Set each to the output of its own: openssl rand -hex 32. A new SUPABASE_JWT_SECRET ends all sessions",
    );
  }
  const reused = secrets.filter(({ sameAs }) => sameAs.length > 0);
  if (reused.length > 0) {
    return warning(
      `one value is used for several things: ${listOf(reused)}`,
      "Give each a value of its own: who learns one of them has all",
    );
  }
  return ok(`no secret of this instance can be guessed or is used twice: ${secrets.length}`);
}

/** Words of values that are meant to be replaced. */
const PLACEHOLDER =
  /change.?me|replace.?me|example|placeholder|your[-_ ]|p@?ssw(?:or|0r)?d|^secret|^test|super-secret-jwt-token|^postgres$|^opspulse$|^1234/i;

/** The secrets that this instance has chosen, by name. Those of routines belong to others. */
const names = ["CRON_SECRET", "SUPABASE_JWT_SECRET", "METRICS_TOKEN", "SECRETS_KEY"] as const;

function passwordOf(databaseUrl: string): string {
  const { password } = readFirstServer(databaseUrl);
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

export const secretStrengthCheck = defineCheck({
  name: "secret-strength",
  look: ({ settings }): readonly SecretFacts[] => {
    const { variables, cronSecret, sealing, databaseUrl } = settings;
    const values = new Map<string, string>(
      names.map((name) => [name, variables[name]?.trim() ?? ""]),
    );
    if (cronSecret !== null) values.set("CRON_SECRET", cronSecret);
    if (sealing !== null) values.set("SECRETS_KEY", sealing.SECRETS_KEY);
    // On this machine only, and that of an embedded database never changes.
    if (!isLoopbackHost(readFirstServer(databaseUrl).hostname)) {
      values.set("the password in DATABASE_URL", passwordOf(databaseUrl));
    }
    const given = Array.from(values).filter(([, value]) => value !== "");
    return given.map(([name, value]) => ({
      name,
      distinct: new Set(value).size,
      isKnown: PLACEHOLDER.test(value),
      sameAs: given
        .filter(([other, its]) => other !== name && its === value)
        .map(([other]) => other),
    }));
  },
  judge: judgeSecretStrength,
});
