import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMask } from "@/lib/egress/secrets/secret-mask";

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
          const text = `${before}${encoded.slice(0, length)}·${encoded}${encoded}${after}`;
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

describe("a text that was cut in the middle of a secret is masked from there", () => {
  const secretsOfLetters = fc.stringMatching(/^[a-zA-Z0-9]{12,40}$/);

  // Ten characters hold at least three letters of the secret in every encoding.
  test.each(table)("%s", (name, encode) => {
    fc.assert(
      fc.property(secretsOfLetters, strangeText, fc.nat(), (secret, before, seed) => {
        const encoded = withoutPadding(name, encode(secret));
        const length = 10 + (seed % (encoded.length - 10));
        const text = `${before}${encoded.slice(0, length)}`;
        expect(createMask([secret]).cut(text, text.length, false)).toBe(`${before}[secret]`);
      }),
    );
  });

  test.each([
    ["a sk_", "a sk_"],
    ["a sk_l", "a [secret]"],
    ["a sk_live", "a [secret]"],
    ["a sk_live.", "a [secret]."],
    ["a sk_l%5", "a [secret]"],
    ["a sk\\u005fl\\u00", "a [secret]"],
    ["a 736b", "a [secret]"],
  ])("%j becomes %j", (text, masked) => {
    expect(createMask(["sk_live_123"]).cut(text, text.length, false)).toBe(masked);
  });
});

describe("a whole text says nothing about guesses at a secret", () => {
  const secret = "sk_live_51HxQz7Jm2Kd9Rt4Vb8Nw3Yc";

  test("a beginning at its end stays, whether or not it is right", () => {
    const mask = createMask([secret]);
    for (const guess of ["sk_live_51", "sk_live_52"]) {
      expect(mask.text(guess)).toBe(guess);
      expect(mask.cut(guess, guess.length)).toBe(guess);
    }
  });

  test("less than half of a secret stays, and half of it is masked, wherever it stands", () => {
    const mask = createMask([secret]);
    const half = 15;
    for (let start = 0; start + half <= 30; start += 1) {
      const letters = secret.replaceAll("_", "").slice(start, start + half);
      expect(mask.text(`(${letters})`)).toBe("([secret])");
      expect(mask.text(`(${letters.slice(1)})`)).toBe(`(${letters.slice(1)})`);
    }
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

describe("what an endpoint does to a secret in passing doesn't bring it past the mask", () => {
  const twice = (encode: (text: string) => string) => (secret: string) => encode(encode(secret));
  const spread = (separator: string) => (secret: string) => Array.from(secret).join(separator);
  const transformations: Record<string, (secret: string) => string> = {
    "upper case": (secret) => secret.toUpperCase(),
    "lower case": (secret) => secret.toLowerCase(),
    "capital letters here and there": (secret) =>
      secret.replace(/[a-z]/gi, (letter, index: number) =>
        index % 2 === 0 ? letter.toUpperCase() : letter.toLowerCase(),
      ),
    "a space between characters": spread(" "),
    "a dash between characters": spread("-"),
    "a colon between characters": spread(":"),
    "a zero-width space between characters": spread("\u200b"),
    "a line break between characters": spread("\r\n"),
    "a list of characters": (secret) => JSON.stringify(Array.from(secret)),
    "JSON in JSON": twice(jsonOf),
    "a URL in a URL": twice(encodeURIComponent),
    "HTML in HTML": twice((secret) => escapeHtml(secret, "&#39;")),
    "JSON in a URL": (secret) => encodeURIComponent(jsonOf(secret)),
    "a URL in JSON": (secret) => jsonOf(encodeURIComponent(secret)),
    "HTML in JSON": (secret) => jsonOf(escapeHtml(secret, "&#39;")),
    "every character escaped for JSON": (secret) =>
      Array.from(secret, (character) => `\\u00${hexOf(character)}`).join(""),
    "every character escaped for JSON, in JSON": (secret) =>
      Array.from(secret, (character) => `\\\\u00${hexOf(character)}`).join(""),
    "every character escaped for a URL": (secret) =>
      Array.from(secret, (character) => `%${hexOf(character)}`).join(""),
    "every character escaped for a URL, twice": (secret) =>
      Array.from(secret, (character) => `%25${hexOf(character)}`).join(""),
    "every character escaped for HTML": (secret) =>
      Array.from(secret, (character) => `&#${character.charCodeAt(0)};`).join(""),
    "hexadecimal with spaces": (secret) =>
      Array.from(secret, (character) => hexOf(character)).join(" "),
    "Base64 in lines": (secret) => base64Of(secret).replace(/.{8}/g, "$&\r\n"),
    "most of it": (secret) => secret.slice(0, Math.ceil(secret.length * 0.7)),
    "most of it, without the beginning": (secret) => secret.slice(Math.floor(secret.length * 0.3)),
    "a part of it in hexadecimal": (secret) =>
      Buffer.from(secret.slice(Math.floor(secret.length * 0.3))).toString("hex"),
    ...Object.fromEntries(
      [0, 1, 2].flatMap((start) =>
        (["base64", "base64url"] as const).map((encoding) => [
          `${encoding} of a part from character ${start} on`,
          (secret: string) =>
            Buffer.from(secret.slice(start, start + Math.ceil(secret.length * 0.75))).toString(
              encoding,
            ),
        ]),
      ),
    ),
  };
  // Words with signs between them, as tokens are.
  const tokens = fc
    .array(fc.stringMatching(/^[A-Za-z0-9]{4,16}$/), { minLength: 4, maxLength: 5 })
    .chain((words) =>
      fc.constantFrom("_", "-", ".", "/", "+", "&").map((sign) => words.join(sign)),
    );
  const lettersOf = (text: string) => text.replace(/[^A-Za-z0-9]/g, "");

  test.each(Object.entries(transformations))("%s", (_, transform) => {
    fc.assert(
      fc.property(tokens, strangeText, strangeText, (secret, before, after) => {
        const text = `${before}·${transform(secret)}·${after}`;
        const masked = createMask([secret]).text(text);
        expect(masked).toContain("[secret]");
        // Signs around it, and the last bits of Base64, may be left.
        const left = masked.replaceAll("[secret]", "").replace(/["&;=\\]|amp|quot|u00../g, "");
        expect(lettersOf(left).length).toBeLessThanOrEqual(4);
      }),
    );
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

describe("256 KB are masked in a moment", () => {
  const long = Array.from({ length: 4_096 }, (_, index) =>
    String.fromCharCode(0x21 + ((index * 37) % 94)),
  ).join("");

  test.each([
    ["a short secret", "sk_live_123", "sk_live_1; k_live_1; "],
    ["a secret of 4,096 characters", long, long.slice(0, 200)],
    ["escapes of every kind", "sk_live_123", "\\\\u0073 %2573 &amp;#115; \\x73 "],
  ])("%s", (_, secret, unit) => {
    const text = `${unit.repeat(Math.ceil(262_144 / unit.length))}·`;
    const mask = createMask([secret]);
    expect(mask.text(text)).toBe(text);
    expect(mask.text(`${text}${secret}`)).toBe(`${text}[secret]`);
  });

  // A search that goes back would take for ever here.
  test.each([
    ["backslashes", `${"\\".repeat(64)}b`, "/"],
    ["ampersands", `${"&amp;".repeat(32)}b`, "&am;amp;"],
    ["percents", `${"%25".repeat(32)}b`, "%24"],
    ["repeated letters", `${"ab".repeat(512)}c`, "ab;ab;cab;"],
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
