import { describe, expect, test } from "vitest";
import { foldCase } from "@/lib/services/success-rules/fold-case";

const isSameLetter = (a: string, b: string) => foldCase(a) === foldCase(b);

test.each([
  ["Operational", "OPERATIONAL"],
  ["São João", "SÃO JOÃO"],
  ["ΟΔΟΣ", "οδος"],
  ["οδος", "οδοσ"],
  ["ПРИВЕТ", "привет"],
  ["\u212a", "k"],
  ["\u017f", "S"],
  ["ẞ", "ß"],
  ["é", "e\u0301"],
  ["É", "e\u0301"],
  ["Å", "\u212b"],
  ["𐐀", "𐐨"],
])("%j and %j are the same", (a, b) => expect(isSameLetter(a, b)).toBe(true));

test.each([
  ["e", "é"],
  ["ß", "ss"],
  ["ı", "i"],
  ["İ", "i"],
  ["ﬁ", "fi"],
  ["a", "а"],
  ["１", "1"],
])("%j and %j are not the same", (a, b) => expect(isSameLetter(a, b)).toBe(false));

describe("letters that differ in case alone", () => {
  /** The letters that have another case, by each of the two ways to find one. */
  const letters = Array.from({ length: 0x1e944 }, (_, code) => code)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCodePoint(code))
    .filter((letter) => letter.toUpperCase() !== letter || letter.toLowerCase() !== letter);

  test("are those that a regular expression takes for the same", () => {
    const differing = letters.flatMap((letter) =>
      [letter.toUpperCase(), letter.toLowerCase()]
        .filter((other) => Array.from(other).length === 1 && letter.normalize("NFC") === letter)
        .filter((other) => other.normalize("NFC") === other)
        .filter(
          (other) => new RegExp(`^${letter}$`, "iu").test(other) !== isSameLetter(letter, other),
        )
        .map((other) => `${letter} ${other}`),
    );
    expect(letters.length).toBeGreaterThan(2_000);
    expect(differing).toEqual([]);
  });
});

test("a text of a million marks is folded at once", () => {
  const startedAtMs = performance.now();
  expect(foldCase(`A${"\u0301\u0323".repeat(500_000)}`)).toMatch(/^a/);
  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
});
