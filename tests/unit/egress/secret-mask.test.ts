import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMask } from "@/lib/egress/secret-mask";

const hexOf = (character: string) => character.charCodeAt(0).toString(16).padStart(2, "0");

const escapeSigns = (text: string, escape: (sign: string) => string) =>
  text.replace(/[^A-Za-z0-9]/g, escape);

const escapeHtml = (text: string, apostrophe: string) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", apostrophe);

const jsonOf = (text: string) => JSON.stringify(text).slice(1, -1);
const base64Of = (text: string) => Buffer.from(text).toString("base64");

const encodings: Record<string, (secret: string) => string> = {
  bare: (secret) => secret,
  JSON: jsonOf,
  "JSON with escaped slashes": (secret) => jsonOf(secret).replaceAll("/", "\\/"),
  "JSON with \\u in lower case": (secret) => escapeSigns(secret, (sign) => `\\u00${hexOf(sign)}`),
  "JSON with \\u in upper case": (secret) =>
    escapeSigns(secret, (sign) => `\\u00${hexOf(sign).toUpperCase()}`),
  encodeURIComponent: encodeURIComponent,
  "a form": (secret) => new URLSearchParams({ "": secret }).toString().slice(1),
  "percents in lower case": (secret) => escapeSigns(secret, (sign) => `%${hexOf(sign)}`),
  "percents in upper case": (secret) =>
    escapeSigns(secret, (sign) => `%${hexOf(sign).toUpperCase()}`),
  "HTML with &#39;": (secret) => escapeHtml(secret, "&#39;"),
  "HTML with &#039;": (secret) => escapeHtml(secret, "&#039;"),
  "HTML with &#x27;": (secret) => escapeHtml(secret, "&#x27;"),
  "hexadecimal in lower case": (secret) => Buffer.from(secret).toString("hex"),
  "hexadecimal in upper case": (secret) => Buffer.from(secret).toString("hex").toUpperCase(),
  Base64: base64Of,
  "Base64 for URLs": (secret) => Buffer.from(secret).toString("base64url"),
  "Base64 in a URL": (secret) => encodeURIComponent(base64Of(secret)),
  "Base64 in JSON with escaped slashes": (secret) => base64Of(secret).replaceAll("/", "\\/"),
};

const table = Object.entries(encodings);

const secrets = fc.string({ unit: "grapheme-ascii", minLength: 8, maxLength: 64 });
/** Text in which nothing of a secret can occur. */
const strangeText = fc.string({ unit: fc.constantFrom("é", "日", "·", "\n"), maxLength: 12 });

/** What Base64 has at its end that says nothing of the secret. */
const paddingOf = (name: string, encoded: string) =>
  name.startsWith("Base64") ? (/(?:=|%3D)*$/.exec(encoded)?.[0] ?? "") : "";

const withoutPadding = (name: string, encoded: string) =>
  encoded.slice(0, encoded.length - paddingOf(name, encoded).length);

describe("a secret is masked whole", () => {
  test.each(table)("%s", (name, encode) => {
    fc.assert(
      fc.property(secrets, strangeText, strangeText, (secret, before, after) => {
        const encoded = encode(secret);
        expect(createMask([secret]).text(`${before}${encoded}·${after}`)).toBe(
          `${before}[secret]${paddingOf(name, encoded)}·${after}`,
        );
      }),
    );
  });
});

describe("a secret never appears, whatever stands around it", () => {
  test.each(table)("%s", (name, encode) => {
    fc.assert(
      fc.property(
        secrets,
        fc.string({ unit: "grapheme-ascii" }),
        fc.string({ unit: "grapheme-ascii" }),
        fc.nat(64),
        (secret, before, after, length) => {
          const encoded = encode(secret);
          // The beginning of the secret, and the secret again, right beside it.
          const text = `${before}${encoded.slice(0, length)}${encoded}${encoded}${after}`;
          fc.pre(!"[secret]".includes(secret.slice(-1)) && !"[secret]".includes(secret.charAt(0)));
          expect(createMask([secret]).text(text)).not.toContain(withoutPadding(name, encoded));
        },
      ),
    );
  });
});

describe("inside a longer text in Base64, nothing that is left depends on the secret", () => {
  const inBase64 = (bytes: readonly number[], secret: string, more: readonly number[]) =>
    Buffer.concat([Uint8Array.from(bytes), Buffer.from(secret), Uint8Array.from(more)]);
  const highBytes = fc.array(fc.integer({ min: 0x80, max: 0xff }), { maxLength: 7 });
  const pairs = fc
    .integer({ min: 8, max: 64 })
    .chain((length) =>
      fc.tuple(
        ...[0, 1].map(() =>
          fc.string({ unit: "grapheme-ascii", minLength: length, maxLength: length }),
        ),
      ),
    );

  test.each(["base64", "base64url"] as const)("%s", (encoding) => {
    fc.assert(
      fc.property(pairs, highBytes, highBytes, (two, before, after) => {
        const [one, other] = two.map((secret) =>
          createMask([secret]).text(`${inBase64(before, secret, after).toString(encoding)}·`),
        );
        expect(one).toContain("[secret]");
        expect(one).toBe(other);
      }),
    );
  });

  test("a Basic credential keeps its user name and loses its password", () => {
    const header = `Basic ${base64Of("monitor:hunter2hunter2")} ok`;
    expect(createMask(["hunter2hunter2"]).text(header)).toBe("Basic bW9uaXRvcj[secret]== ok");
  });
});

describe("a text that ends in the middle of a secret is masked from there", () => {
  // Six characters hold at least one character of the secret in every encoding.
  test.each(table)("%s", (name, encode) => {
    fc.assert(
      fc.property(secrets, strangeText, fc.nat(), (secret, before, seed) => {
        const encoded = withoutPadding(name, encode(secret));
        const length = 6 + (seed % (encoded.length - 6));
        expect(createMask([secret]).text(`${before}${encoded.slice(0, length)}`)).toBe(
          `${before}[secret]`,
        );
      }),
    );
  });

  test.each([
    ["a sk_", "a sk_"],
    ["a sk_l", "a [secret]"],
    ["a sk_live", "a [secret]"],
    ["a sk_live.", "a sk_live."],
    ["a sk%5", "a [secret]"],
    ["a sk\\u005", "a [secret]"],
    ["a 736b", "a [secret]"],
  ])("%j becomes %j", (text, masked) => {
    expect(createMask(["sk_live_123"]).text(text)).toBe(masked);
  });
});

describe("a cut leaves no beginning of a secret", () => {
  test.each(table)("%s", (name, encode) => {
    fc.assert(
      fc.property(secrets, strangeText, fc.nat(), (secret, before, seed) => {
        const encoded = encode(secret);
        const text = `${before}${encoded}·after`;
        const limit = seed % (text.length + 5);
        const end = before.length + withoutPadding(name, encoded).length;
        const expected =
          limit <= before.length
            ? before.slice(0, limit)
            : `${before}[secret]${text.slice(end, Math.max(end, limit))}`;
        expect(createMask([secret]).cut(text, limit)).toBe(expected);
      }),
    );
  });

  test.each([
    ["a😀b", 2, "a"],
    ["a😀b", 3, "a😀"],
    ["a😀b", 4, "a😀b"],
    ["a\ud83d", 9, "a"],
    ["", 5, ""],
    ["abc", 0, ""],
  ])("%j after %d characters is %j", (text, limit, expected) => {
    expect(createMask(["hunter2hunter2"]).cut(text, limit)).toBe(expected);
    expect(createMask([]).cut(text, limit)).toBe(expected);
  });
});

test("masking again changes nothing", () => {
  fc.assert(
    fc.property(
      secrets.map((secret) => secret.replace(/[[\]]/g, "_")),
      fc.constantFrom(...Object.values(encodings)),
      fc.string(),
      fc.nat(64),
      (secret, encode, around, length) => {
        const mask = createMask([secret]);
        const encoded = encode(secret);
        const once = mask.text(`${around}${encoded}${around}${encoded.slice(0, length)}`);
        expect(mask.text(once)).toBe(once);
      },
    ),
  );
});

test("text without a secret is kept, character for character", () => {
  const text = "HUNTER2 hunter2-other 😀 \\u0041 %41 &amp; hun";
  expect(createMask(["hunter2-secret"]).text(text)).toBe(text);
});

test("the case of a secret matters, and that of the digits of an escape does not", () => {
  const mask = createMask(["Key/With/Case"]);
  expect(mask.text("key/with/case KEY%2FWITH%2FCASE .")).toBe("key/with/case KEY%2FWITH%2FCASE .");
  expect(mask.text("Key%2fWith%2FCase .")).toBe("[secret] .");
});

test("of two secrets, one the beginning of the other, nothing is left", () => {
  const mask = createMask(["password1", "password1-and-more"]);
  expect(mask.text("(password1-and-more) (password1)")).toBe("([secret]) ([secret])");
});

test("of two secrets that overlap, nothing is left", () => {
  expect(createMask(["abcdefgh", "efghijkl"]).text("(abcdefghijkl)")).toBe("([secret])");
});

test.each(["", "hunter2", "[secret]", "a\ud83d", "x".repeat(1_048_576)])(
  "no secrets mask nothing",
  (text) => {
    expect(createMask([]).text(text)).toBe(text);
    expect(createMask([""]).text(text)).toBe(text);
  },
);

describe("a megabyte is masked in a moment", () => {
  const long = Array.from({ length: 4_096 }, (_, index) =>
    String.fromCharCode(0x21 + ((index * 37) % 94)),
  ).join("");

  test.each([
    ["a short secret", "sk_live_123", "sk_live_12 sk_live_"],
    ["a secret of 4,096 characters", long, long.slice(0, 200)],
  ])("%s", (_, secret, unit) => {
    const text = `${unit.repeat(Math.ceil(1_048_576 / unit.length))}·`;
    const mask = createMask([secret]);
    expect(mask.text(text)).toBe(text);
    expect(mask.text(`${text}${secret}`)).toBe(`${text}[secret]`);
  });

  // A search that goes back would take for ever here.
  test.each([
    ["backslashes", `${"\\".repeat(64)}b`, "\\"],
    ["ampersands", `${"&amp;".repeat(32)}b`, "&amp;amp;"],
    ["percents", `${"%25".repeat(32)}b`, "%2525"],
  ])("a secret of many %s", (_, secret, unit) => {
    const text = `${unit.repeat(10_000)}·`;
    expect(createMask([secret]).text(text)).toBe(text);
  });
});

test("a mask that is logged shows no secret", () => {
  const mask = createMask(["hunter2hunter2"]);
  expect(inspect(mask, { depth: null, showHidden: true })).not.toMatch(/hunter2|h\S*u\S*n\S*t/);
  expect(JSON.stringify(mask)).toBe("{}");
});
