import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv, promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseMasterKey } from "@/lib/sealing/master-key";
import { readSettings } from "@/scripts/start/settings";
import { readComposeFile, requiredVariables, substitute } from "@/tests/support/compose-file";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../..");
const deploy = join(root, "deploy");
const compose = await readComposeFile(join(deploy, "compose.yaml"));
const services = Object.entries(compose.services);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "opspulse-deploy-"));
  await cp(join(deploy, "setup.sh"), join(folder, "setup.sh"));
});
afterEach(() => rm(folder, { recursive: true }));

const setUp = (...args: string[]) => run("sh", [join(folder, "setup.sh"), ...args]);

async function readSecrets(): Promise<Record<string, string>> {
  const text = await readFile(join(folder, ".env"), "utf8");
  return Object.fromEntries(
    Object.entries(parseEnv(text)).map(([name, value = ""]) => [name, value]),
  );
}

describe("the set-up of the containers", () => {
  it("writes every variable that they need, secrets that differ, for its owner alone", async () => {
    await setUp("ops.example.com", "you@example.com");
    const values = await readSecrets();
    const text = await readFile(join(deploy, "compose.yaml"), "utf8");
    for (const name of requiredVariables(text)) expect(values[name], name).toMatch(/./);
    const secrets = Object.values(values).filter((value) => /^[0-9a-f]{64}$/.test(value));
    expect(secrets).toHaveLength(6);
    expect(new Set(secrets).size).toBe(6);
    expect(parseMasterKey(values.SECRETS_KEY ?? "")).not.toBeNull();
    expect((await stat(join(folder, ".env"))).mode & 0o777).toBe(0o600);
  });

  it("never replaces secrets that are there", async () => {
    await writeFile(join(folder, ".env"), "KEPT=1\n");
    await expect(setUp("ops.example.com", "you@example.com")).rejects.toMatchObject({ code: 1 });
    expect(await readFile(join(folder, ".env"), "utf8")).toBe("KEPT=1\n");
  });

  it.each([
    [["https://ops.example.com", "you@example.com"]],
    [["ops.example.com/x", "you@example.com"]],
    [["ops.example.com\nSIGN_UP=open", "you@example.com"]],
    [["ops.example.com", "you"]],
    [["ops.example.com", "you@example.com $(id)"]],
    [["ops.example.com"]],
  ])("refuses %j, says what to give, and writes nothing", async (args) => {
    await expect(setUp(...args)).rejects.toMatchObject({
      code: 64,
      stderr: expect.stringMatching(/DOMAIN EMAIL|must be/) as unknown,
    });
    expect(existsSync(join(folder, ".env"))).toBe(false);
  });

  it("gives the app variables that it starts with", async () => {
    await setUp("ops.example.com", "you@example.com");
    const values = await readSecrets();
    const given = Object.fromEntries(
      Object.entries(compose.services.app?.environment ?? {}).map(([name, text]) => [
        name,
        substitute(text, values),
      ]),
    );
    const settings = readSettings(given, { projectRoot: folder, isDev: false });
    expect(settings).toMatchObject({ mode: "supabase", emails: "off", hasDemo: false });
    expect(settings.env).toMatchObject({
      APP_URL: "https://ops.example.com",
      TRUST_PROXY: "on",
      SUPABASE_JWT_ISSUER: compose.services.auth?.environment.GOTRUE_JWT_ISSUER?.replace(
        "${DOMAIN}",
        "ops.example.com",
      ),
    });
  });
});

describe("the containers", () => {
  it("mount files that are there, and volumes and networks that are named", () => {
    for (const [name, { volumes, networks }] of services) {
      for (const volume of volumes) {
        const [source = ""] = volume.split(":");
        if (source.startsWith(".")) {
          expect(existsSync(join(deploy, source)), volume).toBe(true);
          expect(volume, name).toMatch(/:ro$/);
        } else expect(Object.keys(compose.volumes)).toContain(source);
      }
      for (const network of networks) expect(Object.keys(compose.networks)).toContain(network);
    }
  });

  it("wait for each other's health only where it is checked", () => {
    for (const [name, { depends_on: needed }] of services) {
      for (const [other, { condition }] of Object.entries(needed)) {
        expect(Object.keys(compose.services), name).toContain(other);
        if (condition !== "service_healthy") continue;
        const isChecked = compose.services[other]?.healthcheck !== undefined;
        expect(isChecked || compose.services[other]?.build !== undefined, other).toBe(true);
      }
    }
  });

  it("publish the proxy alone, and keep the database in a network without a way out", () => {
    const published = services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name);
    expect(published).toEqual(["proxy"]);
    expect(compose.services.database?.networks).toEqual(["database"]);
    expect(compose.networks.database).toEqual({ internal: true });
    expect(compose.services.proxy?.networks).not.toContain("database");
  });

  it("can't write to the app or the auth server, which have no privileges", () => {
    for (const name of ["app", "auth"]) {
      expect(compose.services[name]).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
    }
  });

  it("have images by a version", () => {
    for (const [, { image }] of services) expect(image).toMatch(/:(?!latest)[\w.${}:-]+$/);
  });

  it("send the auth server's emails with the subjects and templates of the repository", async () => {
    const { environment = {} } = compose.services.auth ?? {};
    const config = await readFile(join(root, "supabase/config.toml"), "utf8");
    for (const kind of ["confirmation", "recovery", "email_change"]) {
      const template = environment[`GOTRUE_MAILER_TEMPLATES_${kind.toUpperCase()}`] ?? "";
      expect(template).toMatch(/^http:\/\/proxy:9998\/templates\//);
      expect(existsSync(join(root, "supabase/templates", template.split("/").at(-1) ?? ""))).toBe(
        true,
      );
      const subject = environment[`GOTRUE_MAILER_SUBJECTS_${kind.toUpperCase()}`];
      expect(config).toContain(`subject = ${JSON.stringify(subject)}`);
    }
  });
});
