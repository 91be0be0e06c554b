import { existsSync } from "node:fs";
import { join } from "node:path";
import { EnvError } from "@/lib/env";
import type { Layout } from "@/scripts/start/layout";
import { requireSameSources } from "@/scripts/start/package-sources";
import { complain, reasonOf, say, StartError } from "@/scripts/start/report";
import { readSettings } from "@/scripts/start/settings";
import { Supervisor } from "@/scripts/start/supervisor";

/** `npm start` and `npm run dev`: everything from the variables to a served app with a clock. */

const layout: Layout = {
  root: join(import.meta.dirname, ".."),
  isPackage: process.env.OPSPULSE_PACKAGE === "on",
};

/** EX_CONFIG of sysexits.h: a service manager need not start it again. */
const CONFIGURATION_ERROR = 78;

/** npm passes on a Ctrl-C that the terminal has sent to everybody already. */
const SAME_SIGNAL_MS = 1_000;

async function main(): Promise<void> {
  for (const file of [".env.local", ".env"]) {
    const path = join(layout.root, file);
    if (existsSync(path)) process.loadEnvFile(path);
  }
  const settings = readSettings(process.env, {
    projectRoot: layout.root,
    isDev: process.argv.includes("--dev"),
  });
  if (layout.isPackage) await requireSameSources(layout, process.env);
  const supervisor = new Supervisor(layout, settings);
  const stopRequest = onStopRequest(() => supervisor.abandon());
  try {
    await Promise.race([supervisor.run(), stopRequest]);
    say(
      "stopping: requests in flight are finished and recorded first; Ctrl-C again ends everything at once",
    );
  } finally {
    await supervisor.stop();
  }
  say("stopped");
}

/** Resolves with the first request to stop; `abandon` is called with the second. */
function onStopRequest(abandon: () => void): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | null = null;
    const request = () => {
      if (firstAt === null) {
        firstAt = performance.now();
        resolve();
      } else if (performance.now() - firstAt > SAME_SIGNAL_MS) {
        abandon();
        process.exit(130);
      }
    };
    process.on("SIGINT", request);
    process.on("SIGTERM", request);
    process.on("SIGHUP", request);
    process.on("disconnect", request);
  });
}

function explain(error: unknown): void {
  if (error instanceof EnvError) error.problems.forEach(complain);
  else if (error instanceof StartError) complain(error.message);
  else complain(`npm start failed: ${reasonOf(error)}`);
}

// A terminal that is gone must not end the stack in the middle of its work.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);

main().then(
  () => process.exit(0),
  (error: unknown) => {
    explain(error);
    process.exit(layout.isPackage && error instanceof EnvError ? CONFIGURATION_ERROR : 1);
  },
);
