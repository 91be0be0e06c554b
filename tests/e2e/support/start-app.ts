import { spawn } from "node:child_process";
import { appendFileSync, createWriteStream, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { finished } from "node:stream/promises";
import { parseEnv } from "node:util";
import { findFreePort } from "@/scripts/start/ports";
import { plantCanary, searchDatabase, searchFiles } from "@/tests/e2e/support/canary";
import { startModelServer } from "@/tests/support/model-server";
import { startMailServer } from "@/tests/support/notifications/mail-server";
import { keepProcessesOnLoopback, takeStrayDials } from "@/tests/support/stray-dials";
import { waitFor } from "@/tests/support/wait-for";

async function readDatabaseUrl(directory: string): Promise<string> {
  const { DATABASE_URL } = parseEnv(await readFile(path.join(directory, "env"), "utf8"));
  if (DATABASE_URL === undefined) throw new Error("The stack does not say where its database is.");
  return DATABASE_URL;
}

/** The address of the account that operates the instance of the run, and what reads its metrics. */
export const operatorEmail = "operator@example.com";
export const metricsToken = "metrics-of-the-run-7f3a";

/** What the language model of the run says of every failed run. */
export const modelSummary = {
  summary: "The service is overloaded. Check its load.",
  confidence: 0.8,
};

/**
 * Starts the whole product as a newcomer does, in a folder of its own, and says to the tests where
 * it is: `OPSPULSE_E2E_URL`, and `OPSPULSE_E2E_DIR` with `env`, `output.log` and `mails.jsonl`. The run fails where
 * a process of the product, or of the tests, has dialled anything but loopback, and where one of the
 * planted secrets has been left anywhere.
 */
export default async function startApp(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(path.join(tmpdir(), "opspulse-e2e-"));
  keepProcessesOnLoopback(path.join(directory, "stray-dials"));
  const canary = await plantCanary();
  const model = await startModelServer();
  model.behave(JSON.stringify(modelSummary));
  const mailsPath = path.join(directory, "mails.jsonl");
  writeFileSync(mailsPath, "");
  const mailServer = await startMailServer(
    { disabledCommands: ["STARTTLS"] },
    ({ recipients, parsed: { subject, text } }) => {
      appendFileSync(mailsPath, `${JSON.stringify({ recipients, subject, text })}\n`);
    },
  );
  const port = await findFreePort();
  const output = createWriteStream(path.join(directory, "output.log"));
  const app = spawn(process.execPath, ["scripts/start.mjs"], {
    env: {
      ...process.env,
      // A story that calls for a tick doesn't wait for what falls due later.
      TICK_LINGER: "off",
      ...canary.env,
      AI_BASE_URL: model.baseUrl,
      AI_API_KEY: "sk-e2e",
      AI_MODEL: "e2e-model",
      OPERATORS: operatorEmail,
      METRICS_TOKEN: metricsToken,
      SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
      OPSPULSE_DIR: directory,
      PORT: String(port),
      LOG_LEVEL: "debug",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  app.stdout.pipe(output, { end: false });
  app.stderr.pipe(output, { end: false });
  let exitCode: number | null = null;
  const exited = new Promise<void>((resolve) => {
    app.once("exit", (code) => {
      exitCode = code ?? -1;
      resolve();
    });
  });

  const stop = async () => {
    const traces = await searchDatabase(await readDatabaseUrl(directory));
    app.kill("SIGTERM");
    await exited;
    output.end();
    await finished(output);
    traces.push(...(await searchFiles(directory)), ...(await searchFiles(".next/server")));
    await canary.endpoint.close();
    await model.close();
    await mailServer.close();
    const strayDials = takeStrayDials();
    await rm(directory, { recursive: true, force: true });
    if (exitCode !== 0) throw new Error(`The app ended with ${exitCode} instead of 0.`);
    if (traces.length > 0) {
      throw new Error(`A planted secret was left in:\n${traces.join("\n")}`);
    }
    if (strayDials.length > 0) {
      throw new Error(`Not only loopback was dialled:\n${strayDials.join("\n")}`);
    }
  };

  const url = `http://localhost:${port}`;
  try {
    await waitFor(
      "the app",
      async () => {
        if (exitCode !== null) throw new Error(`The app ended with ${exitCode}.`);
        return fetch(`${url}/api/health`).then(
          (response) => response.ok,
          () => false,
        );
      },
      300_000,
    );
  } catch (error) {
    console.error(await readFile(path.join(directory, "output.log"), "utf8"));
    app.kill("SIGKILL");
    throw error;
  }
  process.env.OPSPULSE_E2E_URL = url;
  process.env.OPSPULSE_E2E_DIR = directory;
  return stop;
}
