import { NextRequest } from "next/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { showSetup } from "@/app/setup-page";
import { EnvError, parseEnv } from "@/lib/env";
import { nameVariables, type SetupProblem } from "@/lib/http/setup-problems";

const problems: SetupProblem[] = [
  { variable: "CRON_SECRET", isMissing: true },
  { variable: "ALLOWED_HOSTS", isMissing: false },
];

const show = (headers: Record<string, string>) =>
  showSetup(new NextRequest("https://ops.example.com/routines", { headers }), problems);

describe("a deployment that can't start", () => {
  it("shows a browser which variables are missing or useless, and where to set them", async () => {
    const response = show({ accept: "text/html,*/*" });
    const page = await response.text();
    expect(response.status).toBe(503);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(page).toMatch(/Missing<\/h2>\s*<ul>\s*<li><code>CRON_SECRET<\/code>: at least 16/);
    expect(page).toMatch(/can't be used<\/h2>\s*<ul>\s*<li><code>ALLOWED_HOSTS<\/code><\/li>/);
    expect(page).toContain("Environment Variables");
  });

  it("speaks the browser's language", async () => {
    const page = await show({ accept: "text/html", "accept-language": "pt-BR" }).text();
    expect(page).toContain(`<html lang="pt-BR">`);
    expect(page).toContain("ainda não está configurado");
  });

  it("gives a program a problem with the same names", async () => {
    const response = show({ accept: "application/json" });
    expect(response.status).toBe(503);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({
      status: 503,
      code: "NOT_CONFIGURED",
      detail: expect.stringContaining(
        "Missing: CRON_SECRET. Can't be used as they are: ALLOWED_HOSTS.",
      ) as string,
    });
  });

  it("names variables without their values, each once", () => {
    const canary = "a-value-that-nobody-may-see";
    const read = () =>
      parseEnv({ VERCEL: "1", ALLOWED_HOSTS: `http://${canary}`, RATE_LIMITS: canary });
    expect(read).toThrow(EnvError);
    let found: readonly string[] = [];
    try {
      read();
    } catch (error) {
      found = (error as EnvError).problems;
    }
    expect(found.join()).toContain(canary);
    const named = nameVariables([...found, ...found]);
    expect(JSON.stringify(named)).not.toContain(canary);
    expect(named).toContainEqual({ variable: "ALLOWED_HOSTS", isMissing: false });
    expect(named).toContainEqual({ variable: "DATABASE_URL", isMissing: true });
    expect(new Set(named.map(({ variable }) => variable)).size).toBe(named.length);
  });
});

describe("the start of an instance with variables that it can't use", () => {
  beforeEach(() => {
    vi.resetModules();
    for (const name of ["DATABASE_URL", "SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY"]) {
      vi.stubEnv(name, "");
    }
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    Reflect.deleteProperty(globalThis, "opspulseSetup");
  });

  const start = async (vercel: string) => {
    vi.stubEnv("VERCEL", vercel);
    const exit = vi.spyOn(process, "exit").mockImplementation(() => {
      throw new Error("the process ended");
    });
    const { prepareInstance } = await import("@/instrumentation-node");
    const ended = await prepareInstance().then(
      () => false,
      () => true,
    );
    expect(exit.mock.calls.length).toBe(ended ? 1 : 0);
    return ended;
  };

  it("ends a server", async () => {
    expect(await start("")).toBe(true);
  });

  it("goes on where a platform would start it again, and every route says why", async () => {
    expect(await start("1")).toBe(false);
    const { GET } = await import("@/app/api/cron/tick/route");
    const response = await GET(new Request("https://ops.example.com/api/cron/tick"), {
      params: Promise.resolve({}),
    });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      code: "NOT_CONFIGURED",
      detail: expect.stringContaining("DATABASE_URL") as string,
    });
  });
});
