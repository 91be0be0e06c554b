import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Launches, START_WITHIN_MS } from "@/tests/integration/start/launch";
import { takeStrayDials } from "@/tests/support/stray-dials";

const run = promisify(execFile);

/** TEST-NET-1 of RFC 5737, which is never routed. */
const FOREIGN = "192.0.2.1";

let launches: Launches;

beforeEach(() => {
  launches = new Launches();
});

afterEach(() => launches.end(), 120_000);

async function post(url: string, headers: Record<string, string>, body: unknown) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}

it(
  "every process of the product is kept on loopback by the tests, the one that calls endpoints too",
  async () => {
    const launch = await launches.launch({
      OPSPULSE_CLOCK: "off",
      OPSPULSE_DEMO: "off",
      EGRESS_ALLOW: FOREIGN,
    });
    await launch.untilReady();
    const pids = await launch.processes();
    for (const pid of pids) {
      const { stdout } = await run("ps", ["eww", "-o", "command=", "-p", String(pid)]);
      expect(stdout).toContain("loopback-guard.cjs");
    }
    expect(takeStrayDials()).toEqual([]);

    const env = await launch.readEnv();
    const { access_token: token } = await post(
      `${env.SUPABASE_URL ?? ""}/auth/v1/signup`,
      { apikey: env.SUPABASE_PUBLISHABLE_KEY ?? "" },
      { email: "somebody@example.com", password: "correct-horse" },
    );
    const headers = { authorization: `Bearer ${String(token)}` };
    const { id } = await post(`${launch.url}/api/routines`, headers, {
      name: "Elsewhere",
      endpoint_url: `http://${FOREIGN}/`,
      interval_minutes: 5,
    });
    const ran = await post(`${launch.url}/api/routines/${String(id)}/run`, headers, {});
    expect(ran).toMatchObject({ error_code: "CONNECT" });

    const [dial = "", ...others] = takeStrayDials();
    expect(others).toEqual([]);
    expect(dial).toContain(` ${FOREIGN}:80 at `);
    expect(pids).toContain(Number(dial.split(" ")[0]));
  },
  2 * START_WITHIN_MS,
);
