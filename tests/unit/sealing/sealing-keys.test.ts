import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseMasterKey } from "@/lib/sealing/master-key";
import { SealingKeys, type SealedPlace } from "@/lib/sealing/sealing-keys";
import { UnsealError } from "@/lib/sealing/unseal-error";

const place: SealedPlace = {
  workspaceId: "0b0c7a54-9d0e-4f4c-8a56-3e3c5d1f2a10",
  table: "channels",
  rowId: "1f0f3f8e-6c63-4d6e-9a5b-5d2f7d4f9b22",
  field: "sealed_secret",
};
const keys = new SealingKeys(Buffer.alloc(32, 1));

function reasonOf(open: () => string): string {
  try {
    return `opened: ${open()}`;
  } catch (error) {
    if (error instanceof UnsealError) return error.reason;
    throw error;
  }
}

const anyPlace = fc.record({
  workspaceId: fc.option(fc.string(), { nil: null }),
  table: fc.string(),
  rowId: fc.string(),
  field: fc.string(),
});

test("any text opens at the place it was sealed for", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), anyPlace, (text, somewhere) => {
      expect(keys.unseal(keys.seal(text, somewhere), somewhere)).toBe(text);
    }),
  );
});

test("sealed text opens at no other place", () => {
  fc.assert(
    fc.property(anyPlace, anyPlace, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      expect(reasonOf(() => keys.unseal(keys.seal("s3cret", one), other))).toBe("NOT_AUTHENTIC");
    }),
  );
});

test.each([
  ["workspace", { workspaceId: "9d7a2f51-1111-4f4c-8a56-3e3c5d1f2a10" }],
  ["instance", { workspaceId: null }],
  ["table", { table: "workspace_secrets" }],
  ["row", { rowId: "2f0f3f8e-6c63-4d6e-9a5b-5d2f7d4f9b22" }],
  ["field", { field: "config" }],
  ["row whose parts join to the same", { table: "channels1", rowId: place.rowId.slice(1) }],
])("sealed text that is moved to another %s doesn't open", (_, change) => {
  const sealed = keys.seal("s3cret", place);
  expect(reasonOf(() => keys.unseal(sealed, { ...place, ...change }))).toBe("NOT_AUTHENTIC");
});

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=é";

// The last character of Base64 for URLs has bits that stand for nothing: they can't be changed either.
test.each([40, 41, 42])(
  "a sealed text of %d characters doesn't open with any one changed, removed or added",
  (length) => {
    const text = "x".repeat(length);
    const sealed = keys.seal(text, place);
    const opened = Array.from(sealed).flatMap((character, index) => {
      const [before, after] = [sealed.slice(0, index), sealed.slice(index + 1)];
      const others = ["", ...Array.from(ALPHABET)].filter((other) => other !== character);
      const added = `${before}${character}A${after}`;
      return [added, ...others.map((other) => `${before}${other}${after}`)].filter((changed) =>
        reasonOf(() => keys.unseal(changed, place)).startsWith("opened"),
      );
    });
    expect(opened).toEqual([]);
    expect(keys.unseal(sealed, place)).toBe(text);
  },
);

test.each(["", "s3cret", "v1", "v1...", "v2.AAAAAAAAAAA.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA"])(
  "%j isn't sealed text",
  (text) => {
    expect(reasonOf(() => keys.unseal(text, place))).toBe("MALFORMED");
  },
);

test("the same text seals to another text each time, and its nonces differ", () => {
  const sealed = Array.from({ length: 100 }, () => keys.seal("s3cret", place));
  expect(new Set(sealed.map((text) => text.split(".")[2])).size).toBe(100);
});

test("the previous key opens what it sealed, and new text is under the current one", () => {
  const rotated = new SealingKeys(Buffer.alloc(32, 2), Buffer.alloc(32, 1));
  const old = keys.seal("s3cret", place);
  expect(rotated.unseal(old, place)).toBe("s3cret");
  const [current = "", previous = ""] = rotated.prefixes;
  expect(old.startsWith(previous)).toBe(true);
  expect(rotated.seal("s3cret", place).startsWith(current)).toBe(true);
  expect(reasonOf(() => keys.unseal(rotated.seal("s3cret", place), place))).toBe("UNKNOWN_KEY");
});

test("a key that stands for both isn't kept twice", () => {
  const same = new SealingKeys(Buffer.alloc(32, 2), Buffer.alloc(32, 2));
  expect(same.prefixes).toHaveLength(1);
});

test("keys for purposes differ, stay the same, and follow the rotation", () => {
  const rotated = new SealingKeys(Buffer.alloc(32, 2), Buffer.alloc(32, 1));
  expect(keys.deriveKey("links")).toEqual(new SealingKeys(Buffer.alloc(32, 1)).deriveKey("links"));
  expect(keys.deriveKey("links")).not.toEqual(keys.deriveKey("linkS"));
  expect(rotated.deriveKeys("links")).toEqual([
    new SealingKeys(Buffer.alloc(32, 2)).deriveKey("links"),
    keys.deriveKey("links"),
  ]);
});

test("keys and errors show nothing when they are logged or serialised", () => {
  const master = randomBytes(32);
  const hidden = new SealingKeys(master);
  const shown = `${inspect(hidden, { depth: 9, showHidden: true })}${JSON.stringify({ hidden })}`;
  expect(shown).not.toContain(master.toString("hex").slice(0, 8));
  expect(shown).not.toContain("<Buffer");
  expect(JSON.stringify({ hidden })).toBe('{"hidden":{}}');
});

const bytes = randomBytes(32);

test.each([
  ["hexadecimal", bytes.toString("hex")],
  ["hexadecimal in capitals", bytes.toString("hex").toUpperCase()],
  ["Base64", bytes.toString("base64")],
  ["Base64 without padding", bytes.toString("base64").replace("=", "")],
  ["Base64 for URLs", bytes.toString("base64url")],
  ["Base64 with a line end", `${bytes.toString("base64")}\n`],
])("a master key is read from %s", (_, text) => {
  expect(parseMasterKey(text)?.equals(bytes)).toBe(true);
});

test.each([
  ["31 bytes", bytes.subarray(1).toString("base64")],
  ["33 bytes", Buffer.concat([bytes, Buffer.alloc(1)]).toString("base64")],
  ["63 digits", bytes.toString("hex").slice(1)],
  ["a password", "correct horse battery staple"],
  ["two alphabets of Base64", `+-${"A".repeat(41)}`],
  ["nothing", ""],
])("%s are no master key", (_, text) => {
  expect(parseMasterKey(text)).toBeNull();
});
