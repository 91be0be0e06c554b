import type { NamedFinding } from "@/lib/domain/instance/finding";
import { hideSecrets, secretsOf } from "@/lib/domain/instance/hide-secrets";
import { checksByGroup, type CheckGroup } from "@/lib/services/instance/checks";
import { getOwnInstance } from "@/lib/services/instance/own-instance";

/**
 * What the checks of a group find about the instance that this process serves, in their order. They run
 * side by side where they ask others, and one after another where they ask the database. Only for
 * operators: the caller has checked that.
 */
export async function runOwnChecks(group: CheckGroup): Promise<NamedFinding[]> {
  const instance = getOwnInstance();
  const { variables, databaseUrl } = instance.settings;
  const secrets = secretsOf({ ...variables, DATABASE_URL: databaseUrl });
  const runOne = async ({ name, run }: (typeof checksByGroup)[CheckGroup][number]) => {
    const finding = await run(instance);
    const found = hideSecrets(finding.found, secrets);
    return finding.level === "ok"
      ? { name, level: finding.level, found }
      : { name, level: finding.level, found, advice: hideSecrets(finding.advice, secrets) };
  };
  if (group === "outside") return Promise.all(checksByGroup[group].map(runOne));
  const findings: NamedFinding[] = [];
  for (const check of checksByGroup[group]) findings.push(await runOne(check));
  return findings;
}
