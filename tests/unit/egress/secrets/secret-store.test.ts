import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { findOperatorHeaderProblem } from "@/lib/domain/routine/header-policy";
import { parseAllowList } from "@/lib/egress/address-policy";
import { loadSecrets, SecretsError } from "@/lib/egress/secrets/load-secrets";
import { mayBeSentTo } from "@/lib/egress/secrets/secret-store";

const ours = "0b8f7c52-5a0e-4b7e-9c1e-2f6f0a3d1c44";
const theirs = "5d0c9b1a-77a1-4b0e-8e59-0a1f4d7c9b23";

type Source = Record<string, string | undefined>;

const load = (source: Source, { allow = "", isSignUpOpen = false } = {}) =>
  loadSecrets(source, { allow: parseAllowList(allow), isSignUpOpen });

function problemsOf(source: Source, options: Parameters<typeof load>[1] = {}): readonly string[] {
  try {
    load(source, options);
  } catch (error) {
    if (error instanceof SecretsError) return error.problems;
    throw error;
  }
  return [];
}

const value = "sk_live_5f2c81d0a9";
const origin = "https://api.example.com";
const whsec = (bytes: number) => `whsec_${randomBytes(bytes).toString("base64")}`;

/** A sound secret called PAY, with some of its variables replaced or, as undefined, left out. */
const pay = (variables: Source = {}): Source => ({
  ROUTINE_SECRET_PAY: value,
  ROUTINE_SECRET_PAY__ORIGINS: origin,
  ...variables,
});

const credentialOf = (source: Source, options: Parameters<typeof load>[1] = {}) =>
  load(source, options).findCredential("PAY", ours);

describe("a credential", () => {
  test("is sent as a bearer token where nothing else is said", () => {
    expect(credentialOf(pay())?.header).toEqual({
      name: "Authorization",
      value: `Bearer ${value}`,
    });
  });

  test.each([
    ["X-API-Key: {value}", "X-API-Key", value],
    ["  Authorization:Token token={value}, v=1  ", "Authorization", `Token token=${value}, v=1`],
    ["Cookie: session={value}", "Cookie", `session=${value}`],
  ])("is sent as %j says", (template, name, sent) => {
    expect(credentialOf(pay({ ROUTINE_SECRET_PAY__HEADER: template }))?.header).toEqual({
      name,
      value: sent,
    });
  });

  test("is put into its header as it is, whatever it looks like", () => {
    const odd = "a$&b$1{value}$$";
    expect(credentialOf(pay({ ROUTINE_SECRET_PAY: odd }))?.header.value).toBe(`Bearer ${odd}`);
  });

  test.each(["\n", "\r\n", "\n\n"])("loses the line end %j that a file left behind it", (end) => {
    expect(credentialOf(pay({ ROUTINE_SECRET_PAY: `${value}${end}` }))?.sensitive).toEqual([value]);
  });

  test.each(["12345678", "x".repeat(4_096), "a b\"c'd\\e"])("may be %j", (text) => {
    expect(credentialOf(pay({ ROUTINE_SECRET_PAY: text }))?.sensitive).toEqual([text]);
  });

  test("as Basic, is masked decoded too: an endpoint reads a password in it", () => {
    const basic = Buffer.from("monitor:correct-horse").toString("base64");
    const source = pay({
      ROUTINE_SECRET_PAY: basic,
      ROUTINE_SECRET_PAY__HEADER: "Authorization: Basic {value}",
    });
    expect(credentialOf(source)?.sensitive).toEqual([
      basic,
      "monitor:correct-horse",
      "correct-horse",
    ]);
  });

  test("is no signing key", () => {
    expect(load(pay()).findSigningKey("PAY", ours)).toBeNull();
  });
});

describe("a signing key", () => {
  test.each([24, 32, 64])("of %d bytes is decoded", (bytes) => {
    const key = randomBytes(bytes);
    const base64 = key.toString("base64");
    const secret = load(pay({ ROUTINE_SECRET_PAY: `whsec_${base64}\n` })).findSigningKey(
      "PAY",
      ours,
    );
    expect(secret?.keys).toEqual([key]);
    expect(secret?.sensitive).toEqual(
      expect.arrayContaining([`whsec_${base64}`, base64, base64.replace(/=*$/, "")]),
    );
  });

  test("comes before the one that it replaces, and both are masked", () => {
    const [current, previous] = [whsec(32), whsec(24)];
    const secret = load(
      pay({ ROUTINE_SECRET_PAY: current, ROUTINE_SECRET_PAY__PREVIOUS: `${previous}\n` }),
    ).findSigningKey("PAY", ours);
    expect(secret?.keys.map((key) => `whsec_${key.toString("base64")}`)).toEqual([
      current,
      previous,
    ]);
    expect(secret?.sensitive).toEqual(
      expect.arrayContaining([
        current,
        current.slice("whsec_".length),
        previous,
        previous.slice("whsec_".length),
      ]),
    );
  });

  test("signs once where the former key is the same one", () => {
    const key = whsec(32);
    const secret = load(
      pay({ ROUTINE_SECRET_PAY: key, ROUTINE_SECRET_PAY__PREVIOUS: key }),
    ).findSigningKey("PAY", ours);
    expect(secret?.keys).toHaveLength(1);
  });

  test("is no credential, so that it is never sent", () => {
    expect(credentialOf(pay({ ROUTINE_SECRET_PAY: whsec(32) }))).toBeNull();
  });
});

describe("origins", () => {
  test("are normalised, and each is listed once", () => {
    const list =
      " HTTPS://API.Example.com:443/ , https://api.example.com,https://b.example.com:8443,";
    expect(credentialOf(pay({ ROUTINE_SECRET_PAY__ORIGINS: list }))?.origins).toEqual([
      "https://api.example.com",
      "https://b.example.com:8443",
    ]);
  });

  test.each([
    ["http://10.1.2.3:8080", "10.0.0.0/8"],
    ["http://[fd00::5]:8080", "fd00::/8"],
    ["http://app.internal:8080", "app.internal:8080"],
    ["http://api.example.com", "api.example.com:80"],
    ["https://10.1.2.3", "10.0.0.0/8"],
  ])("%s is accepted where EGRESS_ALLOW has %s, and only there", (opened, allow) => {
    const source = pay({ ROUTINE_SECRET_PAY__ORIGINS: opened });
    expect(credentialOf(source, { allow })?.origins).toEqual([opened]);
    expect(problemsOf(source)).toHaveLength(1);
  });

  test("a name is not opened by a block, whatever it resolves to", () => {
    const source = pay({ ROUTINE_SECRET_PAY__ORIGINS: "http://api.example.com" });
    expect(problemsOf(source, { allow: "0.0.0.0/0,::/0" })).toHaveLength(1);
  });

  test.each([
    ["https://api.example.com/v1/charges?x=1#y", true],
    ["https://API.EXAMPLE.COM:443/", true],
    ["http://api.example.com/", false],
    ["https://api.example.com:8443/", false],
    ["https://api.example.com.evil.example.org/", false],
    ["https://evil.example.org/https://api.example.com", false],
    ["https://sub.api.example.com/", false],
    ["data:text/plain,x", false],
    ["not a url", false],
    ["null", false],
  ])("may %s be sent the secret? %s", (url, expected) => {
    const secret = credentialOf(pay()) ?? { origins: [] };
    expect(mayBeSentTo(secret, url)).toBe(expected);
    const parsed = URL.parse(url);
    expect(parsed === null ? false : mayBeSentTo(secret, parsed)).toBe(expected);
  });
});

describe("workspaces", () => {
  const scoped = pay({ ROUTINE_SECRET_PAY__WORKSPACES: ` ${ours.toUpperCase()} ,` });

  test("that are listed may use the secret, however their ids are spelt", () => {
    const store = load(scoped, { isSignUpOpen: true });
    expect(store.findCredential("PAY", ours)).not.toBeNull();
    expect(store.findCredential("PAY", ours.toUpperCase())).not.toBeNull();
  });

  test("that are not listed get what nobody has", () => {
    const store = load(scoped);
    expect(store.findCredential("PAY", theirs)).toBe(store.findCredential("NO_SUCH", theirs));
    expect(store.list(theirs)).toEqual([]);
  });

  test("all may use a secret without a list, where sign-up is closed", () => {
    const store = load(pay());
    expect([ours, theirs].map((id) => store.findCredential("PAY", id)?.name)).toEqual([
      "PAY",
      "PAY",
    ]);
  });

  test("are shown what they may use by name, without values", () => {
    const store = load({
      ...pay(),
      ROUTINE_SECRET_A_2: whsec(24),
      ROUTINE_SECRET_A_2__ORIGINS: "https://b.example.com,https://a.example.com",
      ROUTINE_SECRET_THEIRS: value,
      ROUTINE_SECRET_THEIRS__ORIGINS: origin,
      ROUTINE_SECRET_THEIRS__WORKSPACES: theirs,
    });
    expect(store.list(ours)).toEqual([
      {
        name: "A_2",
        purpose: "signing",
        origins: ["https://b.example.com", "https://a.example.com"],
      },
      { name: "PAY", purpose: "credential", origins: [origin] },
    ]);
  });
});

test.each(["", "pay", "PATH", "PAY__ORIGINS", "__proto__", "constructor", "HOME"])(
  "the name %j finds nothing",
  (name) => {
    const store = load({ ...pay(), PATH: "/usr/bin:/bin", HOME: "/home/operator" });
    expect(store.findCredential(name, ours)).toBeNull();
    expect(store.findSigningKey(name, ours)).toBeNull();
  },
);

test("an environment without secrets makes an empty store", () => {
  const store = load({ PATH: "/usr/bin", ROUTINE_SECRET_PAY: " \n", ROUTINE_SECRETS: "x" });
  expect(store.list(ours)).toEqual([]);
});

test("a secret that is taken out of the environment later is still the one that was read", () => {
  const source = pay();
  const store = load(source);
  source.ROUTINE_SECRET_PAY = "another-value";
  expect(store.findCredential("PAY", ours)?.header.value).toBe(`Bearer ${value}`);
});

describe("a malformed variable is named, and its value is not", () => {
  const marker = "h0nter2-marker";
  const invalid: [string, string, Source, RegExp, { isSignUpOpen?: boolean }?][] = [
    // What is wrong, the variable that is named, the variables, and what the line says.
    ["a short value", "PAY", { PAY: "1234567" }, /fewer than 8 characters/],
    ["a long value", "PAY", { PAY: marker.repeat(400) }, /more than 4096 characters/],
    ["a line break inside", "PAY", { PAY: `${marker}\nmore` }, /line break/],
    ["a tab", "PAY", { PAY: `${marker}\tmore` }, /control character/],
    ["a letter beyond ASCII", "PAY", { PAY: `${marker}é` }, /ASCII/],
    ["a space before it", "PAY", { PAY: ` ${marker}` }, /space/],
    ["a space behind it", "PAY", { PAY: `${marker} ` }, /space/],
    ["a key that is not Base64", "PAY", { PAY: `whsec_${marker}` }, /signing key/],
    ["a key of 23 bytes", "PAY", { PAY: whsec(23) }, /24 to 64 bytes/],
    ["a key of 65 bytes", "PAY", { PAY: whsec(65) }, /24 to 64 bytes/],
    ["a key without padding", "PAY", { PAY: whsec(32).slice(0, -1) }, /signing key/],
    [
      "a former key that is none",
      "PAY__PREVIOUS",
      { PAY: whsec(32), PAY__PREVIOUS: marker },
      /not a/,
    ],
    ["a former key of a credential", "PAY__PREVIOUS", { PAY__PREVIOUS: whsec(32) }, /Remove it/],
    [
      "a header for a signing key",
      "PAY__HEADER",
      { PAY: whsec(32), PAY__HEADER: "X-Key: {value}" },
      /never sent/,
    ],
    ["no origins", "PAY__ORIGINS", { PAY__ORIGINS: undefined }, /is required/],
    ["blank origins", "PAY__ORIGINS", { PAY__ORIGINS: "  " }, /is required/],
    ["origins of commas", "PAY__ORIGINS", { PAY__ORIGINS: ",," }, /is required/],
    ...[
      ["a path", `https://${marker}.example.com/v1`],
      ["a query", `https://${marker}.example.com?x`],
      ["a fragment", `https://${marker}.example.com/#`],
      ["dots that make no path", `https://${marker}.example.com/a/..`],
      ["no scheme", `${marker}.example.com`],
      ["another scheme", `ftp://${marker}.example.com`],
      ["a wildcard for all", "*"],
    ].map(([what = "", entry]): (typeof invalid)[number] => [
      `an origin with ${what}`,
      "PAY__ORIGINS",
      { PAY__ORIGINS: `${origin},${entry}` },
      /entry 2 is not an origin/,
    ]),
    ...[
      ["credentials in it", `https://${marker}:x@example.com`],
      ["a private address", "https://10.0.0.1"],
      ["the metadata service", "https://169.254.169.254"],
      ["a short name", `https://${marker}`],
      ["a database's port", `https://${marker}.example.com:5432`],
      ["a wildcard", "https://*.example.com"],
      ["a backslash", "https://api.example.com\\"],
    ].map(([what = "", entry]): (typeof invalid)[number] => [
      `an origin with ${what}`,
      "PAY__ORIGINS",
      { PAY__ORIGINS: `${entry},${origin}` },
      /entry 1 is refused\. ./,
    ]),
    [
      "an origin that is not encrypted",
      "PAY__ORIGINS",
      { PAY__ORIGINS: `http://${marker}.example.com` },
      /entry 1 is not https/,
    ],
    [
      "no workspaces while sign-up is open",
      "PAY__WORKSPACES",
      {},
      /is required/,
      { isSignUpOpen: true },
    ],
    [
      "blank workspaces while sign-up is open",
      "PAY__WORKSPACES",
      { PAY__WORKSPACES: " " },
      /is required/,
      { isSignUpOpen: true },
    ],
    ["workspaces of commas", "PAY__WORKSPACES", { PAY__WORKSPACES: " , " }, /names no workspace/],
    [
      "a workspace that is no UUID",
      "PAY__WORKSPACES",
      { PAY__WORKSPACES: `${ours},${marker}` },
      /entry 2 is not the id/,
    ],
    [
      "a header without a value",
      "PAY__HEADER",
      { PAY__HEADER: `X-Key: ${marker}` },
      /\{value\} once/,
    ],
    [
      "a header with two",
      "PAY__HEADER",
      { PAY__HEADER: "X-Key: {value}{value}" },
      /\{value\} once/,
    ],
    ["a header without a colon", "PAY__HEADER", { PAY__HEADER: `${marker} {value}` }, /a colon/],
    ["a header without a name", "PAY__HEADER", { PAY__HEADER: ": {value}" }, /HTTP doesn't allow/],
    [
      "a name that is no token",
      "PAY__HEADER",
      { PAY__HEADER: `${marker} x: {value}` },
      /HTTP does/,
    ],
    [
      "a header of the connection",
      "PAY__HEADER",
      { PAY__HEADER: "Host: {value}" },
      /may not be set/,
    ],
    [
      "a header with a line break",
      "PAY__HEADER",
      { PAY__HEADER: "X-Key: {value}\nB: c" },
      /control/,
    ],
    [
      "a header that is too long",
      "PAY__HEADER",
      { PAY__HEADER: `X: {value}${"x".repeat(8_192)}` },
      /8192/,
    ],
    ["a misspelt setting", "PAY__ORIGIN", { PAY__ORIGIN: origin }, /__ORIGINS, __WORKSPACES/],
    ["an empty setting", "PAY__", { PAY__: marker }, /does not name a secret/],
    ["three underscores", "PAY___HEADER", { PAY___HEADER: marker }, /no known setting/],
    [
      "a setting without its secret",
      "SHOP__HEADER",
      { SHOP__HEADER: marker },
      /ROUTINE_SECRET_SHOP is not/,
    ],
    ["a blank secret", "PAY__ORIGINS", { PAY: " \r\n" }, /ROUTINE_SECRET_PAY is not/],
    ["small letters", "pay", { pay: marker }, /does not name a secret/],
    ["no name", "", { "": marker }, /does not name a secret/],
    ["an underscore at the end", "SHOP_", { SHOP_: marker }, /does not name a secret/],
    ["a long name", "A".repeat(65), { ["A".repeat(65)]: marker }, /up to 64/],
  ];

  test.each(invalid)("%s", (_, variable, changes, says, options) => {
    const changed = Object.fromEntries(
      Object.entries(changes).map(([name, text]) => [`ROUTINE_SECRET_${name}`, text]),
    );
    const problems = problemsOf(pay(changed), options);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(says);
    expect(problems[0]).toMatch(new RegExp(`^"?ROUTINE_SECRET_${variable}(?![A-Z_])`));
    expect(problems[0]).toMatch(/^[\x20-\x7e]+\.$/);
    for (const text of Object.values(changes).filter((changedText) => changedText?.trim())) {
      expect(problems[0]).not.toContain(text);
    }
    expect(problems[0]).not.toContain(marker);
  });

  test("and all of them at once", () => {
    const problems = problemsOf(
      {
        ROUTINE_SECRET_A: "short",
        ROUTINE_SECRET_A__HEADER: "Host: {value}",
        ROUTINE_SECRET_B__ORIGINS: origin,
        ROUTINE_SECRET_C: whsec(3),
        ROUTINE_SECRET_C__ORIGINS: "https://10.0.0.1,ftp://x",
        ROUTINE_SECRET_C__WORKSPACES: ours,
        ROUTINE_SECRET_C__HEADERS: "X: {value}",
      },
      { isSignUpOpen: true },
    );
    expect(problems.map((problem) => /ROUTINE_SECRET_\w+/.exec(problem)?.[0]).sort()).toEqual([
      "ROUTINE_SECRET_A",
      "ROUTINE_SECRET_A__HEADER",
      "ROUTINE_SECRET_A__ORIGINS",
      "ROUTINE_SECRET_A__WORKSPACES",
      "ROUTINE_SECRET_B__ORIGINS",
      "ROUTINE_SECRET_C",
      "ROUTINE_SECRET_C__HEADERS",
      "ROUTINE_SECRET_C__ORIGINS",
      "ROUTINE_SECRET_C__ORIGINS",
    ]);
  });
});

describe("the header of a credential", () => {
  test.each([
    ...["Authorization", "Cookie", "X-API-Key", "api_key", "Private-Token", "X-Auth-Token"],
    ...["DD-API-KEY", "X-Custom", "Remote-User"],
  ])("may be %s", (name) => {
    expect(findOperatorHeaderProblem(name)).toBeNull();
  });

  test.each([
    ...["Host", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade"],
    ...["Proxy-Authorization", "Proxy_Authorization", "Forwarded", "X-Forwarded-For", "X-Real-IP"],
    ...["X-HTTP-Method-Override", "Metadata-Flavor", "X-aws-ec2-metadata-token"],
    ...["OpsPulse-Run-Id", "opspulse_attempt", "Idempotency-Key"],
    ...["webhook-id", "Webhook-Signature", "WEBHOOK_TIMESTAMP"],
    ...["", "X Key", "X-Key:", "Ação", "x".repeat(257)],
  ])("may not be %j", (name) => {
    expect(findOperatorHeaderProblem(name)).toMatch(/^(?:may not be set: it|has a name) .+\.$/);
  });
});

describe("what is logged of a store and its secrets has no value in it", () => {
  const key = whsec(32);
  const store = load({
    ...pay(),
    ROUTINE_SECRET_SIGN: key,
    ROUTINE_SECRET_SIGN__ORIGINS: origin,
  });
  const subjects = {
    store,
    credential: store.findCredential("PAY", ours),
    "signing key": store.findSigningKey("SIGN", ours),
    list: store.list(ours),
  };

  test.each(Object.entries(subjects))("%s", (_, subject) => {
    expect(subject).not.toBeNull();
    const texts = [
      JSON.stringify(subject),
      JSON.stringify(Object.assign({}, subject)),
      inspect(subject, { depth: null, showHidden: true }),
      inspect(subject, { depth: null, getters: true }),
    ];
    for (const text of texts) {
      expect(text).not.toContain(value);
      expect(text).not.toContain(key.slice("whsec_".length));
      expect(text).not.toContain("Buffer");
    }
  });

  test("but the name and the origins of a secret are", () => {
    expect(JSON.stringify(subjects.credential)).toBe(
      JSON.stringify({ name: "PAY", origins: [origin] }),
    );
  });
});
