import { existsSync } from "node:fs";
import { join } from "node:path";
import { EnvError } from "@/lib/env";
import { problem } from "@/scripts/doctor/check";
import { checks } from "@/scripts/doctor/checks";
import { findInstance, readOptions, type DoctorOptions } from "@/scripts/doctor/find-instance";
import { Instance } from "@/scripts/doctor/instance";
import {
  hideSecrets,
  isHealthy,
  secretsOf,
  toJson,
  toLines,
  type NamedFinding,
} from "@/scripts/doctor/report-findings";
import { complain, reasonOf, StartError } from "@/scripts/start/report";

/**
 * `npm run doctor`: checks the settings of docs/security.md on a running instance, and changes nothing.
 * Ends with 1 where one of them must be changed.
 */

const projectRoot = join(import.meta.dirname, "..");

async function examine({ url }: DoctorOptions): Promise<NamedFinding[]> {
  let instance: Instance;
  try {
    instance = new Instance(await findInstance(process.env, { projectRoot, url }));
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    return error.problems.map((found) => ({
      name: "variables",
      ...problem(found.replace(/\.$/, ""), "npm start refuses to start with this"),
    }));
  }
  const { databaseUrl, cronSecret, sealing } = instance.settings;
  const secrets = secretsOf({
    ...process.env,
    CRON_SECRET: cronSecret,
    DATABASE_URL: databaseUrl,
    ...sealing,
  });
  const hide = (text: string) => hideSecrets(text, secrets);
  try {
    const findings: NamedFinding[] = [];
    for (const { name, run } of checks) {
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

async function main(): Promise<void> {
  for (const file of [".env.local", ".env"]) {
    const path = join(projectRoot, file);
    if (existsSync(path)) process.loadEnvFile(path);
  }
  const options = readOptions(process.argv.slice(2));
  const findings = await examine(options);
  const text = options.isJson ? toJson(findings) : toLines(findings).join("\n");
  process.stdout.write(`${text}\n`);
  process.exitCode = isHealthy(findings) ? 0 : 1;
}

main().catch((error: unknown) => {
  complain(
    error instanceof StartError
      ? error.message
      : hideSecrets(`the doctor failed: ${reasonOf(error)}`, secretsOf(process.env)),
  );
  process.exitCode = 1;
});
