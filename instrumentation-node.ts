import { subscribe } from "node:diagnostics_channel";
import type { Server, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { findSignUpProblem, readAuthServerSignUp } from "@/lib/auth/check-sign-up";
import { findAppUrlSource } from "@/lib/domain/instance/app-url-source";
import { SECOND_MS } from "@/lib/domain/time-units";
import { EnvError, getEnv } from "@/lib/env";
import { frontRequests } from "@/lib/http/request-front";
import { guardRequests } from "@/lib/http/request-guard";
import { keepSetupProblems } from "@/lib/http/setup-problems";
import { log } from "@/lib/log";
import { createSchedulerContext, findUnlimitedSecrets } from "@/lib/services/context";
import { announceStop, stopOrderly } from "@/lib/services/orderly-stop";

/**
 * Ends the process before it serves where a variable is malformed, with one line for each; on Vercel,
 * which would start it again and show a bare 500, it serves a page with the names of the variables. Puts
 * the guard and the front before its requests. When the process is told to end, what is in flight is
 * finished first.
 */
export async function prepareInstance(): Promise<void> {
  try {
    createSchedulerContext();
    await checkSignUp();
  } catch (error) {
    const problems = error instanceof EnvError ? error.problems : [String(error)];
    for (const problem of problems) process.stderr.write(`opspulse: ${problem}\n`);
    if (!isOnVercel()) process.exit(1);
    keepSetupProblems(problems);
    return;
  }
  const appUrlSource = findAppUrlSource(process.env);
  if (appUrlSource !== null) {
    log.info({ app_url: getEnv().APP_URL }, `APP_URL is taken from ${appUrlSource.name}`);
  }
  guardRequests(getEnv());
  frontRequests();
  for (const signal of ["SIGINT", "SIGTERM"] as const) finishBefore(signal);
}

/** Readable also where the environment isn't valid. */
const isOnVercel = () => (process.env.VERCEL ?? "").trim() !== "";

/**
 * Warns where `SIGN_UP=closed` doesn't close the auth server.
 * @throws {EnvError} also naming the secrets that any workspace could use, where there are such: anyone
 *   can make a workspace then.
 */
async function checkSignUp(): Promise<void> {
  const env = getEnv();
  if (env.SIGN_UP === "open") return;
  const authServer = await readAuthServerSignUp(env);
  const problem = findSignUpProblem(env.SIGN_UP, authServer);
  if (problem === null) return;
  const unlimited = authServer === "open" ? findUnlimitedSecrets() : [];
  if (unlimited.length > 0) throw new EnvError([problem, ...unlimited]);
  log.warn(problem);
}

/**
 * Holds back the handlers of a signal until what is in flight is finished and recorded. They are those of
 * Next.js, which waits for open connections only and then ends the process: a run whose caller has gone
 * would be lost.
 */
function finishBefore(signal: "SIGINT" | "SIGTERM"): void {
  const handlers = process.listeners(signal);
  process.removeAllListeners(signal);
  let end: Promise<void> | undefined;
  process.on(signal, () => {
    end ??= leave().then(() => {
      for (const handler of handlers) handler(signal);
    });
  });
}

/**
 * Serves everything for `STOP_DELAY_SECONDS` while `/api/health/live` says that it stops, and asks its
 * clients to close their connections: a proxy has none left to send a request on when it is over.
 */
async function leave(): Promise<void> {
  announceStop();
  partWithClients();
  await delay(getEnv().STOP_DELAY_SECONDS * SECOND_MS);
  closeIdleConnections();
  await stopOrderly();
}

function partWithClients(): void {
  subscribe("http.server.request.start", (message) => {
    const { response } = message as { response: ServerResponse };
    response.shouldKeepAlive = false;
  });
}

/**
 * Closes each connection as soon as its response is sent. A server that is closed still serves the
 * connections that are kept alive, and an open page asks often enough to keep one for ever.
 */
function closeIdleConnections(): void {
  subscribe("http.server.response.finish", closeConnectionsOf);
}

function closeConnectionsOf(message: unknown): void {
  const { server } = message as { server: Server };
  setImmediate(() => server.closeIdleConnections());
}
