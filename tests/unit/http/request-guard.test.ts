import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { guardRequest, MISDIRECTED_HEADER, type GuardRules } from "@/lib/http/request-guard";

const rules: GuardRules = {
  ALLOWED_HOSTS: [],
  APP_URL: "https://ops.example.com",
  TRUST_PROXY: "off",
  VERCEL: undefined,
};

const forwarded = {
  forwarded: "for=1.1.1.1;host=evil.example",
  "x-forwarded-for": "1.1.1.1",
  "x-forwarded-host": "ops.example.com",
  "x-forwarded-proto": "https",
  "x-forwarded-port": "443",
  "x-real-ip": "1.1.1.1",
};

/** A request from 192.0.2.9 to 127.0.0.1, after the guard. */
function guarded(
  { headers = {}, url = "/routines" }: { headers?: Record<string, string>; url?: string },
  changes: Partial<GuardRules> = {},
) {
  const request = {
    method: "PUT",
    url,
    headers: { host: "ops.example.com", ...headers },
    socket: { remoteAddress: "192.0.2.9", localAddress: "127.0.0.1" },
  } as unknown as IncomingMessage;
  const sent = new Map<string, unknown>();
  const response = { setHeader: (name: string, value: unknown) => sent.set(name, value) };
  guardRequest(request, response as never, { ...rules, ...changes });
  return { request, sent, isRefused: MISDIRECTED_HEADER in request.headers };
}

describe("a request that names another host", () => {
  it.each(["/", "/api/routines", "/api/cron/tick", "/_next/static/chunks/a.js", "/icon.svg"])(
    "for %s is led to its refusal",
    (url) => {
      const { request, isRefused } = guarded({ url, headers: { host: "evil.example:3000" } });
      expect(isRefused).toBe(true);
      expect(request).toMatchObject({ method: "GET", url: "/" });
    },
  );

  it("is refused by the host of a whole URL too", () => {
    expect(guarded({ url: "http://evil.example/routines" }).isRefused).toBe(true);
    expect(guarded({ url: "http://ops.example.com/routines" }).isRefused).toBe(false);
  });

  it.each(["/api/health", "/api/health/live", "/api/health?verbose"])(
    "gets the health at %s, which is no secret",
    (url) => {
      expect(guarded({ url, headers: { host: "10.0.0.7" } }).isRefused).toBe(false);
    },
  );

  it.each(["/api/healthy", "/api/health/../routines", "/api/health/live/x"])(
    "doesn't get %s by its beginning",
    (url) => {
      expect(guarded({ url, headers: { host: "10.0.0.7" } }).isRefused).toBe(true);
    },
  );

  it("is the platform's matter on Vercel, which owns the hosts", () => {
    const preview = { headers: { host: "opspulse-git-main.vercel.app" } };
    expect(guarded(preview, { VERCEL: "1" }).isRefused).toBe(false);
  });
});

it("nobody but the guard marks a request as refused", () => {
  expect(guarded({ headers: { [MISDIRECTED_HEADER]: "1" } }).isRefused).toBe(false);
});

describe("what a proxy writes", () => {
  it("is removed where no proxy is trusted, and the connection speaks for itself", () => {
    const { request } = guarded({ headers: forwarded });
    expect(request.headers).toEqual({ host: "ops.example.com", "x-forwarded-for": "192.0.2.9" });
  });

  it("is kept from a trusted proxy", () => {
    const { request, isRefused } = guarded({ headers: forwarded }, { TRUST_PROXY: "on" });
    expect(request.headers).toEqual({ host: "ops.example.com", ...forwarded });
    expect(isRefused).toBe(false);
  });

  it.each([
    { host: "evil.example" },
    { "x-forwarded-host": "evil.example" },
    { "x-forwarded-host": "ops.example.com, evil.example" },
  ])("lets no other host in with %j", (headers) => {
    const request = { headers: { ...forwarded, ...headers } };
    expect(guarded(request, { TRUST_PROXY: "on" }).isRefused).toBe(true);
  });
});

it("browsers are kept on https where users reach the app by it, and nowhere else", () => {
  expect(guarded({}).sent.get("Strict-Transport-Security")).toMatch(/^max-age=\d{8}/);
  const plain = guarded({}, { APP_URL: "http://ops.example.com" });
  expect(plain.sent.has("Strict-Transport-Security")).toBe(false);
});
