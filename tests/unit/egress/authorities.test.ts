import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { afterAll, describe, expect, test } from "vitest";
import { createGuardedFetch, NoResponseError } from "@/lib/egress/guarded-fetch";
import { describeAuthorities, readAuthorities } from "@/lib/egress/tls/authorities";
import { createOutbound } from "@/lib/notifications/outbound";
import { findMailProblem } from "@/lib/notifications/outbound-mail";
import { tlsCertificates, tlsKeys } from "@/tests/support/web/tls-certificates";
import { withTlsServer, type TlsCase } from "@/tests/support/web/tls-servers";
import { runWebCase } from "@/tests/support/web/web-cases";

const directory = mkdtempSync(join(tmpdir(), "authorities-"));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function write(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

const HOST = "service.example.com";
const authorities = readAuthorities(write("private.pem", tlsCertificates.privateRoot));
const privately: TlsCase = { chain: ["private", "privateRoot"] };
const resolve = async () => ["127.0.0.1"];

const run = (given: TlsCase, trusted: readonly string[]) =>
  withTlsServer(given, (port) =>
    runWebCase(
      { origin: `https://${HOST}:${port}` },
      { name: "a", path: "/", expected: [] },
      undefined,
      { authorities: trusted },
    ),
  );

describe("a private authority of the instance", () => {
  test("is trusted by routines, and by nobody without it", async () => {
    expect(await run(privately, [])).toMatchObject({ status: "FAIL", errorCode: "TLS" });
    expect(await run(privately, authorities)).toMatchObject({ status: "SUCCESS", httpStatus: 200 });
    expect(await run({ chain: ["private"] }, authorities)).toMatchObject({ status: "SUCCESS" });
  });

  test.each<[string, TlsCase]>([
    ["an expired certificate", { chain: ["expired", "intermediate"] }],
    ["another private authority", { chain: ["leaf", "intermediate", "root"] }],
    ["a certificate that signs itself", { chain: ["selfSigned"] }],
    [
      "old versions of TLS",
      {
        chain: ["private"],
        options: { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
      },
    ],
  ])("makes %s no better", async (_name, given) => {
    expect(await run(given, authorities)).toMatchObject({ status: "FAIL", errorCode: "TLS" });
  });

  test("is no name: the certificate must still be for the host", async () => {
    const outcome = await withTlsServer(privately, (port) =>
      runWebCase(
        { origin: `https://other.example.com:${port}` },
        { name: "a", path: "/", expected: [] },
        undefined,
        { authorities },
      ),
    );
    expect(outcome.errorMessage).toContain("another host");
  });

  test("is trusted by messages to channels", async () => {
    const send = (trusted: readonly string[]) =>
      withTlsServer(privately, (port) =>
        createOutbound(
          {
            egress: {
              allow: { blocks: [], endpoints: [{ hostname: HOST, port, address: null }] },
              ownHosts: [],
              authorities: trusted,
              resolve,
            },
            appUrl: "https://ops.example.com",
            smtp: null,
            vapid: async () => null,
          },
          crypto.randomUUID(),
        ).request({ url: `https://${HOST}:${port}/`, headers: {}, body: "hello" }),
      );
    expect(await send([])).toMatchObject({ status: null });
    expect(await send(authorities)).toMatchObject({ status: 200, body: "ok" });
  });

  test("is trusted by mail over TLS", async () => {
    const server = tls.createServer(
      { cert: tlsCertificates.private, key: tlsKeys.leaf },
      (socket) => {
        socket.on("error", () => undefined);
        socket.write("220 mail.example.com ESMTP\r\n");
        socket.on("data", () => socket.write("250 mail.example.com\r\n"));
      },
    );
    server.on("tlsClientError", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const find = (trusted: readonly string[]) =>
      findMailProblem(
        { url: `smtps://${HOST}:${port}` },
        { allow: { blocks: [], endpoints: [] }, authorities: trusted, resolve },
        { requireTLS: false },
      );
    expect(await find([])).toContain("certificate");
    expect(await find(authorities)).toBeNull();
    server.close();
  });

  test("is trusted by calls of the operator's hosts", async () => {
    const call = (trusted: readonly string[]) =>
      withTlsServer(privately, (port) =>
        createGuardedFetch({ authorities: trusted, resolve, timeoutMs: 5_000, maxBytes: 100 })(
          `https://${HOST}:${port}/`,
          { method: "POST", body: "{}" },
        ),
      );
    await expect(call([])).rejects.toThrow(NoResponseError);
    expect((await call(authorities)).status).toBe(200);
  });
});

describe("the file of authorities", () => {
  test("may hold several, with text around them", () => {
    const path = write(
      "bundle.pem",
      `# our own\r\n${tlsCertificates.privateRoot.replaceAll("\n", "\r\n")}\nand\n${tlsCertificates.root}`,
    );
    expect(readAuthorities(path)).toHaveLength(2);
    expect(describeAuthorities(readAuthorities(path), new Date("2026-12-01"))).toEqual({
      count: 2,
      expired: [],
    });
    const later = describeAuthorities(readAuthorities(path), new Date("2300-01-01"));
    expect(later.expired).toEqual(["CN=Private Root", "CN=Test Root"]);
  });

  test("is none without a path", () => {
    expect(readAuthorities(undefined)).toEqual([]);
  });

  test.each([
    ["is missing", join(directory, "none.pem"), /can't be read \(ENOENT\)/],
    ["is a folder", directory, /can't be read \(EISDIR\)/],
    ["is empty", write("empty.pem", ""), /no certificate in PEM/],
    [
      "holds a key",
      write("key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
      /no certificate in PEM/,
    ],
    [
      "holds no certificate that can be read",
      write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
      /certificate 1 can't be read/,
    ],
    [
      "holds the certificate of a server",
      write("leaf.pem", tlsCertificates.root + tlsCertificates.leaf),
      /certificate 2 \(CN=service\.example\.com\) is no authority/,
    ],
  ])("says so in one line where it %s", (_name, path, message) => {
    expect(() => readAuthorities(path)).toThrow(message);
    expect(() => readAuthorities(path)).toThrow(/^[^\n]+$/);
  });
});
