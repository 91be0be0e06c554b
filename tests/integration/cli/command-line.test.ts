import { spawn } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SERVER_PLACE } from "@/cli/built-in-server";
import packageJson from "@/package.json";
import { bundleCommandLine } from "@/scripts/package/bundle-command-line.mjs";
import { ApiStandIn, problem, type Asked } from "@/tests/support/api-stand-in";
import { CommandLine } from "@/tests/support/command-line";
import { waitFor } from "@/tests/support/wait-for";

let api: ApiStandIn;
let other: ApiStandIn;
let cli: CommandLine;

beforeAll(async () => {
  api = await ApiStandIn.start();
  other = await ApiStandIn.start();
  const { text } = await bundleCommandLine(join(import.meta.dirname, "../../.."));
  cli = await CommandLine.write(
    text.replace(JSON.stringify(SERVER_PLACE), JSON.stringify(api.origin)),
  );
});
afterAll(async () => {
  await Promise.all([api.close(), other.close(), cli.close()]);
});
beforeEach(() => {
  api.reset();
  other.reset();
});

const ID = "8f6f0e0a-3c83-4d63-9a39-6d3f6dd2a4b1";
const currentKey = {
  id: "k",
  name: "CI",
  prefix: "opk_abcdefgh",
  scopes: ["read", "run"],
  role: "MEMBER",
  expires_at: null,
  workspace: { id: "w", name: "Acme" },
};
const routine = {
  id: ID,
  name: "Backup",
  key: null,
  is_active: true,
  interval_minutes: 5,
  cron_expression: null,
  run_at: null,
  timezone: "UTC",
  last_status: "FAIL",
  next_slots: ["2026-11-27T12:00:00.000Z"],
};
const runOf = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  routine_id: ID,
  routine_name: "Backup",
  triggered_by: "MANUAL",
  status: "SUCCESS",
  is_degraded: false,
  http_status: 200,
  duration_ms: 12,
  error_code: null,
  error_message: null,
  started_at: "2026-11-27T12:00:00.000Z",
  finished_at: "2026-11-27T12:00:01.000Z",
  created_at: "2026-11-27T12:00:00.000Z",
  ...more,
});
const pageOf = (data: unknown[], next_cursor: string | null = null) => ({ data, next_cursor });
const isOfKey = ({ headers }: Asked) => headers.authorization === `Bearer ${cli.key}`;

describe("signing in", () => {
  const profiles = () => join(cli.folder, "config/opspulse/profiles.json");
  const withoutKey = { env: { OPSPULSE_KEY: "" } };

  it("stores a key that the server knows, for its owner alone, and forgets it again", async () => {
    api.on("GET /api/keys/current", { json: currentKey });
    const signedIn = await cli.run(["login"], { ...withoutKey, input: `${cli.key}\n` });
    expect(signedIn).toMatchObject({ code: 0, err: "" });
    expect(signedIn.out).toContain("Acme");
    expect((await stat(profiles())).mode & 0o777).toBe(0o600);
    expect(await readFile(profiles(), "utf8")).toContain(cli.key);

    const who = await cli.run(["whoami", "--json"], withoutKey);
    expect(JSON.parse(who.out)).toEqual(currentKey);
    expect(api.asked.every(isOfKey)).toBe(true);

    // The key is stored for one instance: it isn't sent to another that a command names.
    const elsewhere = await cli.run(["whoami", "--server", other.origin], withoutKey);
    expect(elsewhere).toMatchObject({ code: 3, out: "" });
    expect(other.asked).toEqual([]);

    expect((await cli.run(["logout"], withoutKey)).code).toBe(0);
    expect(await readFile(profiles(), "utf8")).not.toContain(cli.key);
    const after = await cli.run(["whoami"], withoutKey);
    expect(after).toMatchObject({ code: 3, out: "" });
    expect(after.err).toContain("node cli.mjs login");
  });

  it("shows nothing of a key that is typed at its question", async () => {
    api.on("GET /api/keys/current", { json: currentKey });
    const command = `${process.execPath} ${cli.path} login --profile typed`;
    const terminal = spawn("script", ["-qefc", command, "/dev/null"], {
      env: cli.environment(),
      cwd: cli.folder,
    });
    let shown = "";
    terminal.stdout.on("data", (chunk: Buffer) => {
      if (shown === "") setTimeout(() => terminal.stdin.write(`${cli.key}\r`), 0);
      shown += chunk.toString();
    });
    await waitFor("the question", () => shown.includes("API key"));
    const ended = await cli.finish(terminal);
    expect(ended.code).toBe(0);
    expect(shown).toContain("Acme");
    expect(shown).not.toContain(cli.key.slice(4, 20));
  });

  it("neither sends nor stores what can't be a key, or one that the server refuses", async () => {
    api.on("GET /api/keys/current", problem(401, "UNAUTHENTICATED", "The key isn't valid."));
    const typo = cli.key.slice(0, -1) + (cli.key.endsWith("a") ? "b" : "a");
    const refused = await cli.run(["login", "--profile", "bad"], {
      ...withoutKey,
      input: typo,
    });
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).not.toContain(typo);
    expect(api.asked).toEqual([]);

    const unknown = await cli.run(["login", "--profile", "bad", "--key", cli.key], withoutKey);
    expect(unknown).toMatchObject({ code: 3, out: "" });
    expect(await readFile(profiles(), "utf8")).not.toContain("bad");
  });

  it.each(["http://ops.example.com", "ftp://127.0.0.1", "https://user:pass@ops.example.com"])(
    "%s is no instance to send a key to",
    async (server) => {
      expect(await cli.run(["whoami", "--server", server])).toMatchObject({ code: 2, out: "" });
    },
  );
});

describe("the key", () => {
  it("doesn't follow a redirect to another origin", async () => {
    const location = `${other.origin}/api/routines`;
    api.on("GET /api/routines", { status: 307, headers: { Location: location } });
    const { code, err } = await cli.run(["routines"]);
    expect(code).toBe(3);
    expect(err).toContain(other.origin);
    expect(other.asked).toEqual([]);
  });

  it("follows a redirect within the instance where only something is read", async () => {
    api.on("GET /api/routines", { status: 308, headers: { Location: "/api/moved" } });
    api.on("GET /api/moved", { json: pageOf([routine]) });
    expect(await cli.run(["routines"])).toMatchObject({ code: 0 });
    expect(api.asked.every(isOfKey)).toBe(true);
  });
});

describe("a list", () => {
  it("is a table for people, whose text can't reach the terminal, and the API's JSON for machines", async () => {
    const hostile = { ...routine, name: "\u001b[31mred\u001b]0;title\u0007\u202e" };
    api.on("GET /api/routines", { json: pageOf([hostile]) });
    const shown = await cli.run(["routines", "--last-status", "FAIL"]);
    expect(shown.code).toBe(0);
    expect(shown.out).not.toMatch(/[\u001b\u0007\u202e]/);
    expect(shown.out).toContain("2026-11-27 09:00:00");
    expect(api.asked[0]?.url).toBe("/api/routines?last_status=FAIL&limit=50");
    const { out } = await cli.run(["routines", "--json"]);
    expect(JSON.parse(out)).toEqual(pageOf([hostile]));
  });

  it("goes over as many pages as are asked for, with all figures of its numbers", async () => {
    api.on("GET /api/routines", ({ url }) => {
      const isFirst = !url.includes("cursor=");
      const value = isFirst ? "9007199254740993" : "1e400";
      return { text: `{"data":[{"n":${value}}],"next_cursor":${isFirst ? '"next"' : "null"}}` };
    });
    const { out } = await cli.run(["routines", "--limit", "300", "--json"]);
    expect(out.trim()).toBe('{"data":[{"n":9007199254740993},{"n":1e400}],"next_cursor":null}');
  });

  it("ends in peace where its reader has seen enough", async () => {
    const rows = Array.from({ length: 200 }, () => ({ ...routine, name: "x".repeat(900) }));
    api.on("GET /api/routines", { json: pageOf(rows) });
    const pipe = `"${process.execPath}" "${cli.path}" routines --limit 200 | head -1; echo "\${PIPESTATUS[0]}"`;
    const child = spawn("bash", ["-c", pipe], { env: cli.environment({ OPSPULSE_KEY: cli.key }) });
    const { out, err } = await cli.finish(child);
    expect(err).toBe("");
    expect(out).toMatch(/^ID .*\n0\n$/);
  });
});

describe("a problem", () => {
  it("is said in a sentence, with each field, and ends with a code of its kind", async () => {
    const errors = [
      { path: "name", message: "Enter a name." },
      { path: "interval_minutes", message: "Use 5 or more." },
    ];
    api.on("POST /api/routines", problem(422, "VALIDATION", "Two fields are wrong.", errors));
    const refused = await cli.run(["routines", "create", "--url", "https://a.example/"]);
    expect(refused).toMatchObject({ code: 5, out: "" });
    expect(refused.err).toBe(
      "Two fields are wrong.\n  name: Enter a name.\n  interval_minutes: Use 5 or more.\n",
    );

    api.on("GET /api/ping", problem(403, "FORBIDDEN", 'This key lacks the scope "ping".'));
    expect((await cli.run(["ping"])).code).toBe(3);
    api.on("GET /api/routines", { json: pageOf([]) });
    expect((await cli.run(["run", "Nothing"])).code).toBe(4);
    api.on("GET /api/runs", { status: 200, headers: { "Content-Type": "text/html" }, text: "<p>" });
    expect((await cli.run(["runs"])).err).toContain("not as OpsPulse does");
  });

  it.each([
    [["rutines"], "routines"],
    [["routines", "--jsn"], "--json"],
    [["routines", "gte", "x"], "get"],
    [["run"], "ROUTINE"],
    [["run", "a", "b"], '"b"'],
    [["runs", "--status", "BAD"], "SUCCESS"],
    [["why", "a", "25:61"], "25:61"],
  ])("of the command line %j is met before anything is sent", async (args, hint) => {
    const { code, out, err } = await cli.run(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(hint);
    expect(api.asked).toEqual([]);
  });
});

describe("a server that refuses for now", () => {
  it("is asked again after the wait that it names, and creates once", async () => {
    let tries = 0;
    api.on("POST /api/routines", () => {
      tries += 1;
      if (tries < 3) {
        const busy = problem(tries === 1 ? 429 : 503, "BUSY", "Later.");
        return { ...busy, headers: { "Retry-After": "0" } };
      }
      return { status: 201, json: routine };
    });
    const created = await cli.run(["routines", "create", "--name", "Backup", "--json"]);
    expect(created.code).toBe(0);
    expect(JSON.parse(created.out)).toEqual(routine);
    const keys = api.asked.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[\w-]{16,}$/);
  });

  it("is given up where it asks for too long a wait, or goes on refusing", async () => {
    const limited = {
      ...problem(429, "RATE_LIMITED", "Too many."),
      headers: { "Retry-After": "3600" },
    };
    api.on("GET /api/routines", limited);
    expect(await cli.run(["routines"])).toMatchObject({ code: 6, out: "" });
    expect(api.asked).toHaveLength(1);
    api.reset();
    api.on("GET /api/routines", {
      ...problem(503, "UNAVAILABLE", "The database can't be reached."),
      headers: { "Retry-After": "0" },
    });
    const { code, err } = await cli.run(["routines"]);
    expect(code).toBe(6);
    expect(err).toContain("The database can't be reached.");
    expect(api.asked).toHaveLength(5);
  });

  it("that isn't there ends a command with 6, and a ping with 1", async () => {
    const gone = await ApiStandIn.start();
    const { origin } = gone;
    await gone.close();
    const { code, err } = await cli.run(["routines", "--server", origin]);
    expect(code).toBe(6);
    expect(err).toContain("ECONNREFUSED");
    expect((await cli.run(["ping", "--server", origin])).code).toBe(1);
  });
});

describe("run", () => {
  beforeEach(() => {
    api.on("GET /api/routines", { json: pageOf([routine, { ...routine, name: "Backups" }]) });
  });

  it("--wait ends with 1 where the run failed, and says why", async () => {
    const failed = runOf("r1", { status: "FAIL", error_message: "The endpoint timed out." });
    api.on(`POST /api/routines/${ID}/run`, { json: failed });
    const { code, out } = await cli.run(["run", "backup", "--wait"]);
    expect(code).toBe(1);
    expect(out).toContain("The endpoint timed out.");
    const asJson = await cli.run(["run", "Backup", "--wait", "--json"]);
    expect(JSON.parse(asJson.out)).toEqual(failed);
  });

  it("--wait waits for a run that is in flight, then runs", async () => {
    let tries = 0;
    api.on(`POST /api/routines/${ID}/run`, () => {
      tries += 1;
      return tries === 1 ? problem(409, "CONFLICT", "In flight.") : { json: runOf("r2") };
    });
    expect(await cli.run(["run", "Backup", "--wait"])).toMatchObject({ code: 0 });
    expect((await cli.run(["run", "Backup", "--wait", "--timeout", "0"])).code).toBe(0);
    tries = 0;
    expect((await cli.run(["run", "Backup", "--wait", "--timeout", "0"])).code).toBe(5);
  });

  it("without --wait ends as soon as the run has started", async () => {
    const runs = [runOf("old")];
    let finish = () => undefined as unknown;
    api.on("GET /api/runs", () => ({ json: pageOf(runs.slice(0, 1)) }));
    api.on(`POST /api/routines/${ID}/run`, async () => {
      runs.unshift(runOf("new", { status: "RUNNING", finished_at: null }));
      await new Promise((resolve) => (finish = () => resolve(null)));
      return { json: runOf("new") };
    });
    const { code, out } = await cli.run(["run", "Backup"]);
    finish();
    expect(code).toBe(0);
    expect(out).toBe("Started Backup: run new\n");
  });

  it("names those that share a name instead of choosing one", async () => {
    api.on("GET /api/routines", { json: pageOf([routine, { ...routine, id: "second" }]) });
    const { code, err } = await cli.run(["run", "Backup"]);
    expect(code).toBe(2);
    expect(err).toContain(ID);
    expect(err).toContain("second");
  });
});

describe("logs --follow", () => {
  it("prints each run once, when it ends, asks by tag, and ends in peace at Ctrl-C", async () => {
    let runs = [runOf("b", { status: "RUNNING" }), runOf("a")];
    let tag = 1;
    api.on("GET /api/runs", ({ headers }) =>
      headers["if-none-match"] === `"${tag}"`
        ? { status: 304, headers: { ETag: `"${tag}"` } }
        : { json: pageOf(runs), headers: { ETag: `"${tag}"` } },
    );
    const child = cli.start(["logs", "--follow", "--every", "0.1", "--json"], {
      OPSPULSE_KEY: cli.key,
    });
    const ended = cli.finish(child);
    const known = () => api.asked.filter(({ headers }) => headers["if-none-match"] === `"${tag}"`);
    await waitFor("a poll that finds nothing new", () => known().length > 1);
    runs = [runOf("c"), runOf("b"), runOf("a")];
    tag = 2;
    await waitFor("a poll of the new list", () => known().length > 1);
    child.kill("SIGINT");
    const { code, out, err } = await ended;
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const ids = out
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { id: string }).id);
    expect(ids[0]).toBe("a");
    expect(ids.toSorted()).toEqual(["a", "b", "c"]);
  });
});

describe("why", () => {
  it("asks for a minute of the reader's own zone, and says what the server explains", async () => {
    api.on("GET /api/routines", { json: pageOf([routine]) });
    const minute = "2026-11-27T12:00:00.000Z";
    const explanation = "The routine was paused then.";
    const path = `/api/routines/${ID}/slots/${encodeURIComponent(minute)}`;
    const verdict = { minute, verdict: "SLOT", entry: { state: "PAUSED", runs: [] }, explanation };
    api.on(`GET ${path}`, { json: verdict });
    const { code, out } = await cli.run(["why", "Backup", "2026-11-27 09:00"]);
    expect(code).toBe(0);
    expect(out).toBe(`2026-11-27 09:00  PAUSED\n${explanation}\n`);
  });
});

describe("files", () => {
  const plan = {
    prefix: "team-a/",
    changes: [
      {
        kind: "routine",
        key: "team-a/backup",
        action: "update",
        fields: [{ path: "interval_minutes", before: 5, after: 10 }],
      },
      {
        kind: "tag",
        key: "team-a",
        action: "create",
        fields: [{ path: "name", before: null, after: "team-a" }],
      },
    ],
    drift: [],
    summary: { create: 1, update: 1, delete: 0, adopt: 0, unchanged: 3, unmanaged: 0 },
    plan: "d".repeat(64),
  };

  it("are planned as they are, and tell CI of changes by 10", async () => {
    await writeFile(join(cli.folder, "a.yaml"), "version: 1\n");
    api.on("POST /api/plan", { json: plan });
    const { code, out } = await cli.run(["plan", "--exit-code", "a.yaml"]);
    expect(code).toBe(10);
    expect(out).toContain("~ update  routine team-a/backup\n    interval_minutes: 5 → 10\n");
    expect(out).toContain('+ create  tag team-a\n    name: "team-a"\n');
    expect(api.asked[0]).toMatchObject({
      body: "version: 1\n",
      headers: { "content-type": "application/yaml" },
    });
    const none = { ...plan, changes: [], summary: { ...plan.summary, create: 0, update: 0 } };
    api.on("POST /api/plan", { json: none });
    expect((await cli.run(["plan", "--exit-code", "a.yaml"])).code).toBe(0);
    const error = { path: "routines.0.name", message: "Enter a name.", line: 3, column: 5 };
    api.on("POST /api/plan", problem(422, "VALIDATION", "A field is wrong.", [error]));
    const { code: refused, err } = await cli.run(["plan", "a.yaml"]);
    expect(refused).toBe(5);
    expect(err).toContain("line 3, column 5: routines.0.name: Enter a name.");
  });

  it("are applied where somebody said so, by the plan that was seen", async () => {
    await writeFile(join(cli.folder, "a.yaml"), "version: 1\n");
    expect((await cli.run(["apply", "a.yaml"])).code).toBe(2);
    expect(api.asked).toEqual([]);
    api.on("POST /api/apply", { json: plan });
    expect((await cli.run(["apply", "a.yaml", "--plan", plan.plan])).code).toBe(0);
    expect(api.asked.at(-1)?.url).toBe(`/api/apply?plan=${plan.plan}`);
    api.on("POST /api/apply", problem(409, "CONFLICT", "The workspace changed."));
    expect((await cli.run(["apply", "a.yaml", "--yes"])).code).toBe(5);
    expect((await cli.run(["apply", "missing.yaml", "--yes"])).code).toBe(2);
  });

  it("of somewhere else are previewed, and imported only with --yes", async () => {
    const item = {
      key: "import/crontab/backup",
      name: "Backup",
      settings: { endpoint_url: "https://a.example/", cron_expression: "0 9 * * *" },
      exists: false,
      remarks: [{ severity: "left_out", message: "MAILTO isn't imported." }],
    };
    const secret = { name: "TOKEN", header: "X-Token: {value}", origin: "https://a.example" };
    const preview = {
      source: "crontab",
      items: [item],
      refused: [{ line: 3, text: "rm -rf", message: "It sends no request." }],
      remarks: [],
      secrets: [{ ...secret, exists: false }],
      needs: [],
    };
    api.on("POST /api/imports/preview", { json: preview });
    const looked = await cli.run(["import", "-", "--from", "crontab"], { input: "* * * * * x" });
    expect(looked.code).toBe(0);
    for (const part of ["Backup", "MAILTO", "line 3", "TOKEN", "--yes"]) {
      expect(looked.out + looked.err).toContain(part);
    }
    expect(api.asked.map(({ url }) => url)).toEqual(["/api/imports/preview"]);
    const created = [{ id: ID, key: item.key, name: "Backup", is_active: false }];
    api.on("POST /api/imports", { status: 201, json: { created, existing: [] } });
    const imported = await cli.run(["import", "-", "--yes", "--json"], { input: "* * * * * x" });
    expect(JSON.parse(imported.out)).toEqual({ created, existing: [] });
  });
});

describe("replay", () => {
  it("previews the slots of a window, starts with --yes alone, and ends with 1 where one failed", async () => {
    const preview = {
      slot_count: 3,
      by_status: { FAIL: 2, MISSED: 1 },
      duration_seconds: 20,
      left_out: { SUCCEEDED: 9, IN_REPLAY: 0 },
      kept_since: null,
      routines: [{ name: "Backup", is_paused: false, slot_count: 3 }],
    };
    const replay = { id: "p", state: "RUNNING", progress: { waiting: 3 }, routines: [] };
    api.on("POST /api/replays", ({ url }) =>
      url.includes("dry_run=true") ? { json: preview } : { status: 201, json: replay },
    );
    const window = ["--tag", "billing", "--from", "2026-11-27T06:00Z", "--to", "2026-11-27T09:00Z"];
    const looked = await cli.run(["replay", ...window]);
    expect(looked.code).toBe(0);
    expect(looked.out).toContain("3 slots would run again: 2 fail, 1 missed.");
    expect(looked.err).toContain("--yes");
    expect(api.asked.map(({ url }) => url)).toEqual(["/api/replays?dry_run=true"]);
    expect(JSON.parse(api.asked[0]?.body ?? "")).toEqual({
      tag: "billing",
      from: "2026-11-27T06:00:00.000Z",
      to: "2026-11-27T09:00:00.000Z",
    });
    const done = { ...replay, state: "DONE", progress: { success: 2, fail: 1 } };
    api.on("GET /api/replays/p", { json: done });
    const replayed = await cli.run(["replay", ...window, "--yes", "--wait"]);
    expect(replayed.code).toBe(1);
    expect(replayed.out).toContain("DONE: 2 success, 1 fail");
    expect((await cli.run(["replay", "Backup"])).code).toBe(2);
  });
});

describe("the program itself", () => {
  it("says once that the instance is of another version", async () => {
    const headers = { "OpsPulse-Version": "99.0.0" };
    api.on("GET /api/ping", { json: { status: "ok" }, headers });
    const { code, err } = await cli.run(["ping"]);
    expect(code).toBe(0);
    expect(err).toMatch(/99\.0\.0.*cli\.mjs update\n$/);
    api.on("GET /api/ping", {
      json: { status: "ok" },
      headers: { "OpsPulse-Version": packageJson.version },
    });
    expect((await cli.run(["ping"])).err).toBe("");
  });

  it("replaces itself by the one that the instance serves, and by nothing else", async () => {
    const before = await readFile(cli.path, "utf8");
    api.on("GET /cli.mjs", { text: "<html>", headers: { "Content-Type": "text/html" } });
    expect((await cli.run(["update"])).code).toBe(1);
    expect(await readFile(cli.path, "utf8")).toBe(before);
    const next = before.replaceAll(packageJson.version, "99.0.0");
    api.on("GET /cli.mjs", { text: next, headers: { "Content-Type": "text/javascript" } });
    expect((await cli.run(["update"])).code).toBe(0);
    expect((await cli.run(["version"])).out).toBe("99.0.0\n");
    expect(api.asked.some(isOfKey)).toBe(false);
    await writeFile(cli.path, before);
  });

  it("is completed by bash: commands, options and the values of options", async () => {
    const { out: script } = await cli.run(["completion", "bash"]);
    const path = join(cli.folder, "completion.bash");
    await writeFile(path, script);
    const complete = async (...words: string[]) => {
      const list = words.map((word) => `'${word}'`).join(" ");
      const ask = `source '${path}'; COMP_WORDS=(opspulse ${list}); COMP_CWORD=${words.length}; _opspulse; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const child = spawn("bash", ["-nec", script]);
      expect((await cli.finish(child)).code).toBe(0);
      const asked = spawn("bash", ["-c", ask], { cwd: cli.folder });
      return (await cli.finish(asked)).out.trim().split("\n");
    };
    expect(await complete("rou")).toEqual(["routines"]);
    expect(await complete("routines", "p")).toEqual(["pause"]);
    expect(await complete("run", "Backup", "--w")).toEqual(["--wait"]);
    expect(await complete("incidents", "--state", "op")).toEqual(["open"]);
    expect(await complete("apply", "cli")).toEqual(["cli.mjs"]);
    expect(await complete("completion", "")).toContain("fish");
  });
});
