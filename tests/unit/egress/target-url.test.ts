import { networkInterfaces } from "node:os";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "@/lib/domain/errors";
import { isForbiddenAddress, parseAllowList } from "@/lib/egress/address-policy";
import { listOwnHosts } from "@/lib/egress/own-hosts";
import { ForbiddenTargetError, parseTargetUrl } from "@/lib/egress/target-url";
import { hostileTargets } from "@/tests/unit/egress/hostile-targets";

function reasonFor(input: string, options: Parameters<typeof parseTargetUrl>[1] = {}) {
  try {
    return parseTargetUrl(input, options).href;
  } catch (error) {
    if (error instanceof ForbiddenTargetError) {
      return error.reason;
    }
    throw error;
  }
}

describe.each(Object.entries(hostileTargets))("refused as %s", (reason, inputs) => {
  test.each(inputs.map((input) => [input]))("%j", (input) => {
    expect(reasonFor(input)).toBe(reason);
  });
});

test.each([
  ["https://example.com", "https://example.com/"],
  ["http://example.com:80/", "http://example.com/"],
  ["https://example.com:443/health", "https://example.com/health"],
  ["http://example.com:443/", "http://example.com:443/"],
  ["https://example.com:80/", "https://example.com:80/"],
  ["https://example.com.", "https://example.com/"],
  ["https://example.com.:8443/x", "https://example.com:8443/x"],
  ["HTTPS://EXAMPLE.COM/Path?Q=1#f", "https://example.com/Path?Q=1#f"],
  ["https://example.net/a@b?c=d@e", "https://example.net/a@b?c=d@e"],
  ["https://example.org/a%20b%0d%0a", "https://example.org/a%20b%0d%0a"],
  ["https://bücher.example.com/straße", "https://xn--bcher-kva.example.com/stra%C3%9Fe"],
  ["https://例え.jp", "https://xn--r8jz45g.jp/"],
  ["https://نامه\u200cای.com", "https://xn--mgba3gch31f060k.com/"],
  ["https://my_service.example.com", "https://my_service.example.com/"],
  ["https://a--b.example.com", "https://a--b.example.com/"],
  ["https://localhost.example.com", "https://localhost.example.com/"],
  ["https://local.example.com", "https://local.example.com/"],
  ["https://internal.company.com", "https://internal.company.com/"],
  ["https://10.example.com", "https://10.example.com/"],
  ["http://8.8.8.8", "http://8.8.8.8/"],
  ["http://134744072", "http://8.8.8.8/"],
  ["http://[2606:4700:4700::1111]:8080/", "http://[2606:4700:4700::1111]:8080/"],
  ["http://[::ffff:8.8.8.8]/", "http://[::ffff:808:808]/"],
  ["http://169.253.255.255", "http://169.253.255.255/"],
  ["http://172.32.0.0", "http://172.32.0.0/"],
  [`https://example.com/${"a".repeat(2028)}`, `https://example.com/${"a".repeat(2028)}`],
])("%s passes", (input, href) => {
  expect(reasonFor(input)).toBe(href);
});

test.each([
  ...[80, 443, 1024, 3000, 4000, 5000, 5173, 7000, 8000, 8080, 8081, 8443, 8888, 9000, 9443],
  ...[10000, 32768, 65535],
])("port %i passes", (port) => {
  expect(parseTargetUrl(`https://example.com:${port}`).hostname).toBe("example.com");
});

test("every spelling of an IPv4 address gets the verdict of the address", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.ipV4(), fc.constantFrom("127.0.0.1", "10.1.2.3", "169.254.169.254", "8.8.8.8")),
      (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
        const number = ((a * 256 + b) * 256 + c) * 256 + d;
        const spellings = [
          address,
          `${address}.`,
          String(number),
          `0x${number.toString(16)}`,
          `0${number.toString(8)}`,
          `${a}.${b}.${c * 256 + d}`,
          `0x${a.toString(16)}.0${b.toString(8)}.${c}.${d}`,
          address.replace(/./g, (sign) =>
            String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0),
          ),
        ];
        const expected = isForbiddenAddress(address) ? "forbidden_address" : `http://${address}/`;
        expect(spellings.map((spelling) => reasonFor(`http://${spelling}`))).toEqual(
          spellings.map(() => expected),
        );
      },
    ),
  );
});

test("no port that the system hands out is denied", () => {
  const denied: number[] = [];
  for (let port = 32_768; port <= 60_999; port += 1) {
    if (reasonFor(`http://example.com:${port}`) === "port") {
      denied.push(port);
    }
  }
  expect(denied).toEqual([]);
});

describe("the allow list", () => {
  const allow = parseAllowList(
    "127.0.0.0/8, 10.0.0.0/8, api:22, db.internal:5432, 192.168.0.5:9200",
  );

  test.each([
    "http://127.0.0.1:4000/",
    "http://localhost:4000/",
    "http://app.localhost:4000/",
    "http://10.9.8.7/",
    "http://api:22/",
    "http://db.internal:5432/",
    "http://192.168.0.5:9200/",
  ])("%s is opened", (input) => {
    expect(reasonFor(input, { allow })).toBe(input);
  });

  test.each([
    ["http://[::1]:4000/", "forbidden_address"],
    ["http://192.168.0.5/", "forbidden_address"],
    ["http://192.168.0.6:9200/", "forbidden_address"],
    ["http://169.254.169.254/", "forbidden_address"],
    ["http://127.0.0.1:5432/", "port"],
    ["http://localhost:6379/", "port"],
    ["http://api/", "single_label"],
    ["http://intranet:22/", "single_label"],
    ["http://db.internal/", "special_use_name"],
    ["http://x.db.internal:5432/", "special_use_name"],
    ["http://user@127.0.0.1:4000/", "userinfo"],
  ])("%s is not, as no entry names it", (input, reason) => {
    expect(reasonFor(input, { allow })).toBe(reason);
  });

  test("localhost stays closed while loopback is", () => {
    expect(reasonFor("http://localhost:4000", { allow: parseAllowList("10.0.0.0/8") })).toBe(
      "single_label",
    );
  });
});

describe("the app's own hosts", () => {
  const ownHosts = ["opspulse.example.com", "status.example.com:8443", "localhost:3000"];
  const allow = parseAllowList("127.0.0.0/8");

  test.each([
    "https://opspulse.example.com/api/routines",
    "https://OPSPULSE.example.com.:8443/",
    "https://status.example.com:8443/",
    "http://localhost:3000/",
    "http://127.0.0.1:3000/",
    "http://127.8.8.8:3000/",
    "http://[::1]:3000/",
  ])("%s is refused", (input) => {
    expect(reasonFor(input, { allow, ownHosts })).toBe("own_host");
  });

  test.each([
    "https://status.example.com/",
    "https://api.opspulse.example.com/",
    "http://localhost:3001/",
    "http://127.0.0.1:3001/",
  ])("%s is another host", (input) => {
    expect(reasonFor(input, { allow, ownHosts })).toBe(input);
  });

  test("only host:port opens them", () => {
    const options = { ownHosts, allow: parseAllowList("opspulse.example.com:443") };
    expect(reasonFor("https://opspulse.example.com/", options)).toBe(
      "https://opspulse.example.com/",
    );
    expect(reasonFor("http://opspulse.example.com/", options)).toBe("own_host");
  });
});

describe("the instance itself", () => {
  const ownHosts = listOwnHosts({
    appUrl: "https://ops.example.com",
    authUrl: "http://127.0.0.1:41001",
    databaseUrl:
      "postgres://app:secret@db.invalid:5433,localhost:41002/app?target_session_attrs=read-write",
    port: 41_000,
  });
  /** As open as an operator can make it. */
  const allow = parseAllowList(
    "0.0.0.0/0,::/0,localhost:41000,127.0.0.1:41001,ops.example.com:443,ops.example.com:41000",
  );
  const ownPorts = [41_000, 41_001, 41_002];
  const machineAddresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ address, scopeid }) => !address.includes("%") && !scopeid)
    .map(({ address, family }) => (family === "IPv6" ? `[${address}]` : address));
  const spellings = [
    ...["localhost", "LOCALHOST", "localhost.", "app.localhost", "ops.example.com"],
    ...["127.0.0.1", "127.1", "127.8.8.8", "0x7f.1", "2130706433", "0177.0.0.1", "127.0.0.1."],
    ...["0.0.0.0", "0", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]"],
    ...["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:0.0.0.0]"],
    ...machineAddresses,
  ];

  test.each(spellings)("is closed at its own ports as %s, whatever EGRESS_ALLOW opens", (host) => {
    for (const port of ownPorts) {
      expect(reasonFor(`http://${host}:${port}/api/cron/tick`, { allow, ownHosts })).toBe(
        "own_host",
      );
    }
  });

  test("is closed at every port of the host that users open, as a proxy may listen there", () => {
    for (const origin of ["https://ops.example.com", "http://ops.example.com:8443"]) {
      expect(reasonFor(`${origin}/`, { allow, ownHosts })).toBe("own_host");
    }
  });

  test("leaves the playground and people's own services on the machine open", () => {
    for (const url of ["http://127.0.0.1:41003/ok", "http://localhost:3999/"]) {
      expect(reasonFor(url, { allow, ownHosts })).toBe(url);
    }
  });
});

test("a refusal is a validation error that says what to do and does not repeat the input", () => {
  const error = (() => {
    try {
      return parseTargetUrl("https://user:hunter2@example.com");
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(DomainError);
  expect(error).toMatchObject({ code: "VALIDATION", name: "ForbiddenTargetError" });
  expect(String(error)).not.toContain("hunter2");
});
