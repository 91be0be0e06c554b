import { isHealthy, problem, type NamedFinding } from "@/lib/domain/instance/finding";
import { hideSecrets, secretsOf } from "@/lib/domain/instance/hide-secrets";
import { EnvError } from "@/lib/env";
import type { Check } from "@/lib/services/instance/check";
import type { Instance } from "@/lib/services/instance/instance";
import { isLoopbackHost } from "@/lib/services/instance/local-host";
import { checks, outsideChecks } from "@/scripts/doctor/checks";
import {
  findInstance,
  readOptions,
  type DoctorOptions,
  type LocalInstance,
} from "@/scripts/doctor/find-instance";
import { findOutside } from "@/scripts/doctor/find-outside";
import { toJson, toLines } from "@/scripts/doctor/report-findings";
import { StartError } from "@/scripts/start/report";

type Variables = Record<string, string | undefined>;

async function runChecks<Seen extends Instance>(
  instance: Seen,
  list: readonly Check<Seen>[],
  hide: (text: string) => string,
): Promise<NamedFinding[]> {
  try {
    const findings: NamedFinding[] = [];
    for (const { name, run } of list) {
      const finding = await run(instance);
      const found = hide(finding.found);
      findings.push(
        finding.level === "ok"
          ? { name, level: "ok", found }
          : { name, ...finding, found, advice: hide(finding.advice) },
      );
    }
    return findings;
  } finally {
    await instance.close();
  }
}

/** Null where `url` leads to an instance that isn't the one of these variables, or where there is none. */
async function findHere(
  variables: Variables,
  { projectRoot, url }: { projectRoot: string; url: string | null },
): Promise<LocalInstance | null> {
  let found: LocalInstance;
  try {
    found = await findInstance(variables, { projectRoot, url });
  } catch (error) {
    if (url === null || !(error instanceof StartError)) throw error;
    return null;
  }
  if (url === null || isLoopbackHost(new URL(url).hostname)) return found;
  return new URL(url).origin === new URL(found.settings.env.APP_URL).origin ? found : null;
}

async function examine(
  { url }: DoctorOptions,
  variables: Variables,
  projectRoot: string,
): Promise<NamedFinding[]> {
  let instance: LocalInstance | null;
  try {
    instance = await findHere(variables, { projectRoot, url });
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    return error.problems.map((found) => ({
      name: "variables",
      ...problem(found.replace(/\.$/, ""), "npm start refuses to start with this"),
    }));
  }
  if (instance === null) {
    return runChecks(findOutside(url ?? ""), outsideChecks, (text) => text);
  }
  const { databaseUrl, cronSecret, sealing } = instance.settings;
  const secrets = secretsOf({
    ...variables,
    CRON_SECRET: cronSecret,
    DATABASE_URL: databaseUrl,
    ...sealing,
  });
  return runChecks(instance, checks, (text) => hideSecrets(text, secrets));
}

/**
 * Checks a running instance, changes nothing, and prints what it found. Returns the status to exit with:
 * 1 where something must be changed.
 * @throws {StartError} where an argument is unknown, or nothing is known of an instance.
 */
export async function runDoctor(
  args: readonly string[],
  variables: Variables,
  projectRoot: string,
): Promise<0 | 1> {
  const options = readOptions(args);
  const findings = await examine(options, variables, projectRoot);
  const text = options.isJson ? toJson(findings) : toLines(findings).join("\n");
  process.stdout.write(`${text}\n`);
  return isHealthy(findings) ? 0 : 1;
}
