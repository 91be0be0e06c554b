import { execFile } from "node:child_process";
import {
  chmod,
  chown,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { request as requestHttps } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parseEnv, promisify } from "node:util";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readAuthSchema, startAuthServer, type AuthServer } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { requireFreePort } from "@/scripts/start/ports";
import { Container } from "@/tests/proofs/support/container";
import {
  buildStages,
  NODE_UID,
  prepareBase,
  requirePrograms,
  runInRoot,
  sandbox,
  type ImageRoot,
} from "@/tests/proofs/support/image-root";
import { readComposeFile, substitute } from "@/tests/support/compose-file";
import { readDockerfile, readExecForm, type Stage } from "@/tests/support/dockerfile";
import { startPostgresServer, type PostgresServer } from "@/tests/support/postgres-server";
import { waitFor } from "@/tests/support/wait-for";

/**
 * Carries out the Dockerfile step by step in a root of Debian, and runs what comes out beside a real PostgreSQL
 * and a real Caddy with the files of deploy/, as compose.yaml does. Two things stand in for what isn't here:
 * bubblewrap for Docker's engine, and the embedded mode's auth server for GoTrue.
 */

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const deploy = join(root, "deploy");
const READY = "Ctrl-C stops everything";

let folder: string;
let stages: Stage[];
let image: ImageRoot;
let build: ImageRoot;
let command: string[];
const containers: Container[] = [];

beforeAll(async () => {
  await requirePrograms(["bwrap", "debootstrap", "caddy", "psql", "setpriv"]);
  folder = await mkdtemp(join(tmpdir(), "opspulse-image-"));
  await chmod(folder, 0o755);
  stages = readDockerfile(await readFile(join(root, "Dockerfile"), "utf8"));
  const built = await buildStages(stages, folder);
  const [first, last] = [stages[0], stages.at(-1)];
  build = built.get(first?.name ?? "") ?? fail("The Dockerfile has no stage that builds.");
  image = built.get(last?.name ?? "") ?? fail("The Dockerfile has no last stage.");
  command = ["ENTRYPOINT", "CMD"].flatMap((name) => {
    const found = last?.instructions.find((instruction) => instruction.name === name);
    return found === undefined ? [] : readExecForm(found);
  });
}, 30 * 60_000);

afterAll(async () => {
  for (const container of containers) container.kill();
  await rm(folder, { recursive: true, force: true });
});

function fail(message: string): never {
  throw new Error(message);
}

/** A folder that the user of the image owns, as a volume is. */
async function volume(name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { mode: 0o700 });
  await chown(path, NODE_UID, NODE_UID);
  return path;
}

function start(
  variables: Record<string, string>,
  mounts: readonly string[],
  stage: ImageRoot = image,
  program: readonly string[] = command,
): Container {
  const given = { ...stage, env: { ...stage.env, ...variables } };
  const container = new Container(given, program, { mounts });
  containers.push(container);
  return container;
}

it("the package is a twentieth of what a checkout needs to run", async () => {
  const sizeOf = async (path: string) => {
    const { stdout } = await run("du", ["--summarize", "--block-size=1M", path]);
    return Number.parseInt(stdout, 10);
  };
  const megabytes = await sizeOf(join(image.path, "opspulse"));
  const checkout = await sizeOf(join(build.path, "src"));
  console.log(`The package: ${megabytes} MB. The checkout with its packages: ${checkout} MB.`);
  expect(megabytes).toBeLessThan(90);
});

it("with nothing configured it serves from a root that can't be written, and keeps its data in /data", async () => {
  const data = await volume("embedded");
  await requireFreePort(3000);
  const first = start({}, ["--bind", data, "/data"]);
  await first.untilIt(READY);
  const health = readHealthCommand();
  await run("bwrap", [...sandbox(image, { isReadOnly: true }), ...health]);
  const secrets = join(data, "secrets.json");
  expect((await stat(secrets)).mode & 0o777).toBe(0o600);
  const before = await readFile(secrets, "utf8");
  expect(await first.stop()).toBe(0);
  expect(first.output).not.toMatch(/EROFS|EACCES|read-only file system/i);
  await expect(
    run("bwrap", [...sandbox(image, { isReadOnly: true }), ...health]),
  ).rejects.toThrow();

  const second = start({}, ["--bind", data, "/data"]);
  await second.untilIt(READY);
  expect(await readFile(secrets, "utf8")).toBe(before);
  expect(await second.stop()).toBe(0);
});

function readHealthCommand(): string[] {
  const check = stages.at(-1)?.instructions.find(({ name }) => name === "HEALTHCHECK");
  const [, words = ""] = /CMD (\[.*\])$/.exec(check?.text ?? "") ?? [];
  return JSON.parse(words) as string[];
}

it("with the files of deploy/ it is reached through Caddy with TLS, signs a user in, ticks, and stops in order", async () => {
  for (const port of [80, 443, 3000, 9998, 9999]) await requireFreePort(port);
  const values = await setUp();
  const database = await startPostgresServer();
  const { port } = database;
  try {
    await prepareDatabase(database, values);
    const auth = await startAuth(port, values.JWT_SECRET ?? "");
    try {
      await checkStack(values, port);
    } finally {
      await auth.close();
    }
  } finally {
    await database.stop();
  }
});

/** The variables that `setup.sh` writes. */
async function setUp(): Promise<Record<string, string>> {
  const place = join(folder, "deploy");
  await mkdir(place);
  await copyFile(join(deploy, "setup.sh"), join(place, "setup.sh"));
  await run("sh", [join(place, "setup.sh"), "localhost", "you@example.com"]);
  const variables = parseEnv(await readFile(join(place, ".env"), "utf8"));
  return Object.fromEntries(Object.entries(variables).map(([name, value = ""]) => [name, value]));
}

async function prepareDatabase(
  { adminUrl, port }: PostgresServer,
  values: Record<string, string>,
): Promise<void> {
  const admin = postgres(adminUrl, { max: 1 });
  await admin`create database opspulse`;
  await admin.end();
  const connection = ["-h", "127.0.0.1", "-p", String(port), "-U", "postgres", "-d", "opspulse"];
  await run("psql", [...connection, "--file", join(deploy, "docker/prepare-database.sql")], {
    env: { ...process.env, ...values },
  });
}

/** The auth server at the root of port 9999, where GoTrue has it. */
async function startAuth(databasePort: number, jwtSecret: string) {
  const url = `postgres://supabase_auth_admin@127.0.0.1:${databasePort}/opspulse`;
  const connection = openAuthConnection(url);
  await connection.driver.unsafe(await readAuthSchema(connection)).simple();
  await connection.driver.unsafe(
    `create or replace function auth.uid() returns uuid language sql stable as
      $$ select (current_setting('request.jwt.claims', true)::jsonb ->> 'sub')::uuid $$`,
  );
  const auth = await startAuthServer({
    connection,
    jwtSecret,
    publishableKey: "sb_publishable_opspulse",
    siteUrl: "https://localhost",
    signUp: "open",
    confirmEmail: false,
    onEmail: () => undefined,
  });
  const front = await frontAt(auth);
  return {
    close: async () => {
      front.closeAllConnections();
      front.close();
      await auth.close();
      await connection.close();
    },
  };
}

async function frontAt(auth: AuthServer): Promise<Server> {
  const front = createServer((incoming, response) => {
    void (async () => {
      const { method = "GET", headers } = incoming;
      const body = await text(incoming);
      const forwarded = await fetch(`${auth.url}/auth/v1${incoming.url ?? ""}`, {
        method,
        headers: {
          "content-type": headers["content-type"] ?? "application/json",
          apikey: String(headers.apikey ?? ""),
          authorization: headers.authorization ?? "",
        },
        ...(body !== "" && { body }),
      });
      response.writeHead(forwarded.status, {
        "content-type": forwarded.headers.get("content-type") ?? "application/json",
      });
      response.end(await forwarded.text());
    })();
  });
  await new Promise<void>((resolve) => front.listen(9999, "127.0.0.1", resolve));
  return front;
}

async function checkStack(values: Record<string, string>, databasePort: number): Promise<void> {
  const hosts = join(folder, "hosts");
  await writeFile(hosts, "127.0.0.1 localhost app auth database proxy\n");
  const caddyData = await startCaddy(values, hosts);
  const compose = await readComposeFile(join(deploy, "compose.yaml"));
  const variables = Object.fromEntries(
    Object.entries(compose.services.app?.environment ?? {}).map(([name, written]) => [
      name,
      substitute(written, values).replace("@database:5432", `@database:${databasePort}`),
    ]),
  );
  const data = await volume("data");
  const mounts = ["--bind", data, "/data", "--ro-bind", hosts, "/etc/hosts"];
  // As a line of app.env: the tick below ends when nothing is due.
  const app = start({ ...variables, TICK_LINGER: "off" }, mounts);
  await app.untilIt(READY);

  const ca = await readFile(join(caddyData, "caddy/pki/authorities/local/root.crt"));
  const ask = (path: string, options: AskOptions = {}) => askHttps(ca, path, options);
  const page = await ask("/sign-in");
  expect(page.status).toBe(200);
  expect(page.headers["strict-transport-security"]).toContain("max-age=");
  const [, script = ""] = /src="(\/_next\/static\/[^"]+\.js)"/.exec(page.body) ?? [];
  expect((await ask(script)).status).toBe(200);
  // Drawn with fonts that are read from the package.
  expect((await ask("/opengraph-image")).headers["content-type"]).toBe("image/png");
  const plain = await fetch("http://localhost/sign-in", { redirect: "manual" });
  expect(plain.headers.get("location")).toBe("https://localhost/sign-in");
  const template = await fetch("http://127.0.0.1:9998/templates/recovery.html");
  expect(await template.text()).toContain("{{ .TokenHash }}");

  const signedUp = await fetch("http://127.0.0.1:9998/auth/v1/signup", {
    method: "POST",
    headers: { "content-type": "application/json", apikey: "sb_publishable_opspulse" },
    body: JSON.stringify({ email: "someone@example.com", password: "correct-horse" }),
  });
  const { access_token: token } = (await signedUp.json()) as { access_token: string };
  const authorization = `Bearer ${token}`;
  const created = await ask("/api/routines", {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({
      name: "Through the image",
      endpoint_url: "https://example.com/",
      interval_minutes: 5,
    }),
  });
  expect(created.status, created.body).toBe(201);
  const { id } = JSON.parse(created.body) as { id: string };
  // Names are asked for on this machine, as the root names no other place, so it fails there.
  const ran = await ask(`/api/routines/${id}/run`, { method: "POST", headers: { authorization } });
  expect(JSON.parse(ran.body)).toMatchObject({ status: "FAIL", error_code: "DNS" });
  expect((await ask("/api/routines", { headers: { authorization } })).body).toContain(
    "Through the image",
  );
  expect((await ask("/api/cron/tick")).status).toBe(401);
  const tick = await ask("/api/cron/tick", {
    headers: { authorization: `Bearer ${values.CRON_SECRET ?? ""}` },
  });
  expect(tick.status, tick.body).toBe(200);

  expect(await app.stop()).toBe(0);
  expect(app.output).toContain("opspulse: stopped");
  expect(app.output).not.toMatch(/EROFS|EACCES|read-only file system/i);
}

/** Returns the folder of Caddy's own files. */
async function startCaddy(values: Record<string, string>, hosts: string): Promise<string> {
  const caddyRoot = join(folder, "caddy");
  await run("cp", ["--archive", await prepareBase(stages[0]?.image ?? ""), caddyRoot]);
  const { stdout: program } = await run("sh", ["-c", "command -v caddy"]);
  await copyFile(program.trim(), join(caddyRoot, "usr/bin/caddy"));
  await cp(join(deploy, "docker/Caddyfile"), join(caddyRoot, "etc/caddy/Caddyfile"));
  await cp(join(root, "supabase/templates"), join(caddyRoot, "templates"), { recursive: true });
  for (const name of ["data", "config"]) await mkdir(join(caddyRoot, name));
  const data = join(folder, "caddy-data");
  await mkdir(data);
  const { DOMAIN = "", ACME_EMAIL = "" } = values;
  const stage: ImageRoot = {
    path: caddyRoot,
    env: { PATH: "/usr/bin", XDG_DATA_HOME: "/data", XDG_CONFIG_HOME: "/tmp", DOMAIN, ACME_EMAIL },
    workdir: "/",
    user: "root",
  };
  const mounts = ["--bind", data, "/data", "--ro-bind", hosts, "/etc/hosts"];
  const caddy = new Container(stage, ["caddy", "run", "--config", "/etc/caddy/Caddyfile"], {
    mounts,
    isRoot: true,
  });
  containers.push(caddy);
  await caddy.untilIt("serving initial configuration", 30_000);
  await waitFor("Caddy's certificate authority", () =>
    stat(join(data, "caddy/pki/authorities/local/root.crt")).then(
      () => true,
      () => false,
    ),
  );
  return data;
}

type AskOptions = { method?: string; headers?: Record<string, string>; body?: string };

function askHttps(ca: Buffer, path: string, { method = "GET", headers = {}, body }: AskOptions) {
  type Response = { status: number; headers: NodeJS.Dict<string | string[]>; body: string };
  return new Promise<Response>((resolve, reject) => {
    const request = requestHttps(
      new URL(path, "https://localhost"),
      {
        method,
        headers,
        ca,
        lookup: (_name, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
      },
      (response) => {
        text(response).then(
          (received) =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: received,
            }),
          reject,
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

it("npm start runs what is built where development packages are left out", async () => {
  await runInRoot(build, ["sh", "-c", "rm -rf .next && npm ci --omit=dev --no-audit --no-fund"]);
  await expect(stat(join(build.path, "src/node_modules/node"))).rejects.toThrow("ENOENT");
  const data = await volume("production");
  const variables = { OPSPULSE_DIR: "/data", PORT: "3000", HOST: "127.0.0.1" };
  await mkdir(join(build.path, "data"));
  const app = start(variables, ["--bind", data, "/data"], build, ["node", "scripts/start.mjs"]);
  await app.untilIt(READY);
  expect(app.output).not.toContain("installing packages");
  expect((await fetch("http://127.0.0.1:3000/api/health/live")).status).toBe(200);
  expect(await app.stop()).toBe(0);
});

it("systemd and Caddy accept the files for a machine without containers", async () => {
  const units = ["opspulse.service", "opspulse-backup.service", "opspulse-backup.timer"];
  const paths = units.map((unit) => join(deploy, "systemd", unit));
  const { stdout, stderr } = await run("systemd-analyze", ["verify", ...paths]);
  expect(stdout + stderr).toBe("");
  const security = await run("systemd-analyze", ["security", "--offline=true", paths[0] ?? ""]);
  const [, exposure = "10"] = /exposure level for \S+: ([\d.]+)/.exec(security.stdout) ?? [];
  expect(Number(exposure)).toBeLessThan(2);
  await run("caddy", ["validate", "--adapter", "caddyfile", "--config", join(deploy, "Caddyfile")]);
});
