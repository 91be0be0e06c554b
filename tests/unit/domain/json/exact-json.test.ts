import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareDecimals, isJsonNumber, plainLength } from "@/lib/domain/json/decimal";
import {
  compareNumbers,
  figuresOf,
  parseExactJson,
  stringifyExactJson,
  toJsonNumber,
} from "@/lib/domain/json/exact-json";

const digits = fc.string({
  unit: fc.constantFrom(...Array.from("0123456789")),
  minLength: 1,
  maxLength: 24,
});

/** Numbers as JSON writes them: short and long, near each other, and with zeros everywhere. */
const figures = fc
  .record({
    sign: fc.constantFrom("", "-"),
    whole: fc.oneof(digits, fc.constantFrom("0", "1", "9007199254740992", "9007199254740993")),
    fraction: fc.option(fc.oneof(digits, fc.constantFrom("0", "10", "5000"))),
    power: fc.option(fc.integer({ min: -30, max: 30 })),
    letter: fc.constantFrom("e", "E", "e+"),
  })
  .map(({ sign, whole, fraction, power, letter }) => {
    const start = sign + whole.replace(/^0+(?=\d)/, "") + (fraction === null ? "" : `.${fraction}`);
    if (power === null) return start;
    return `${start}${power < 0 ? "e" : letter}${power}`;
  });

/** The value times ten to the 60th, as a whole number. */
function scaled(text: string): bigint {
  const [number = "", power = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = number.split(".");
  const places = 60 + Number(power) - fraction.length;
  return BigInt(whole + fraction) * 10n ** BigInt(places);
}

const orderOf = (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1);

describe("numbers of JSON", () => {
  test("are in the order of their values, by any figures", () => {
    fc.assert(
      fc.property(figures, figures, (a, b) => {
        const order = orderOf(scaled(a), scaled(b));
        expect(compareDecimals(a, b)).toBe(order);
        expect(compareNumbers(toJsonNumber(a), toJsonNumber(b))).toBe(order);
      }),
      { numRuns: 3_000 },
    );
  });

  test("are equal to themselves with other figures", () => {
    fc.assert(
      fc.property(figures, fc.integer({ min: 0, max: 9 }), (text, shift) => {
        const [number = "", power = "0"] = text.toLowerCase().split("e");
        const [whole = "", fraction = ""] = number.split(".");
        const other = `${whole}.${fraction}${"0".repeat(shift + 1)}e${Number(power)}`;
        expect(compareDecimals(text, other)).toBe(0);
      }),
    );
  });

  test.each([
    ["1.0", "1", 0],
    ["1e2", "100", 0],
    ["10e-1", "1", 0],
    ["0.1", "0.10", 0],
    ["-0", "0", 0],
    ["-0.0e5", "0", 0],
    ["0e999999999999", "0", 0],
    ["9007199254740993", "9007199254740992", 1],
    ["0.1234567890123456789", "0.1234567890123456788", 1],
    ["-12345678901234567891", "-12345678901234567890", -1],
    ["1e400", "9e399", 1],
    ["1e-400", "0", 1],
    ["-1e400", "1e-400", -1],
    ["2", "10", -1],
    ["0.2", "0.10", 1],
  ])("%s against %s: %i", (a, b, order) => {
    expect(compareDecimals(a, b)).toBe(order);
    expect(0 - compareDecimals(b, a)).toBe(0 - -order);
  });

  test.each(["", "01", "+1", "1.", ".5", "1e", "0x1", "NaN", "Infinity", "1 ", "１", "--1"])(
    "%j is none",
    (text) => {
      expect(isJsonNumber(text)).toBe(false);
      expect(() => toJsonNumber(text)).toThrow(RangeError);
    },
  );

  test.each([
    ["12", 2],
    ["-1.50", 4],
    ["1e3", 4],
    ["1.5e3", 4],
    ["1.2345e2", 6],
    ["1e-3", 5],
    ["0.00", 4],
    ["1e400", 401],
    ["1.5e-2", 5],
  ])("%s has a length of %i without an exponent", (text, length) => {
    expect(plainLength(text)).toBe(length);
  });

  test("of a million figures are compared in the time of a look at each", () => {
    const startedAtMs = performance.now();
    const long = "7".repeat(1_000_000);
    expect(compareDecimals(`${long}1`, `${long}2`)).toBe(-1);
    expect(compareDecimals(`0.${"0".repeat(1_000_000)}1`, `1e-${"9".repeat(400)}`)).toBe(1);
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  });
});

describe("exact JSON", () => {
  test.each([
    '{"id":9007199254740993}',
    "[12345678901234567890,0.1234567890123456789,1e400,-1e-400]",
    '{"text":"9007199254740993","escaped":"\\"9007199254740993\\\\","id":9007199254740993}',
    '{"9007199254740993":1}',
    '"9007199254740993"',
    "9007199254740993",
    '{"__proto__":9007199254740993}',
    '[[],{},true,false,null,"",12345678901234567891]',
  ])("%s is written as it was read", (json) => {
    expect(stringifyExactJson(parseExactJson(json))).toBe(json);
  });

  test("is what JSON.parse reads, where doubles hold the numbers", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary" }), (json) => {
        expect(parseExactJson(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  test("keeps any number among others", () => {
    fc.assert(
      fc.property(fc.array(figures, { maxLength: 6 }), fc.string(), (numbers, text) => {
        const json = `[${[JSON.stringify(text), ...numbers].join(" , ")}]`;
        const [first, ...others] = parseExactJson(json) as [string, ...number[]];
        expect(first).toBe(text);
        others.forEach((number, index) => {
          expect(compareDecimals(figuresOf(number), numbers[index] ?? "")).toBe(0);
        });
        const again = parseExactJson(stringifyExactJson([first, ...others]));
        expect(again).toEqual(JSON.parse(JSON.stringify([first, ...others])));
      }),
      { numRuns: 500 },
    );
  });

  test("has the last of several members of one name", () => {
    const json = '{"a":9007199254740993,"a":12345678901234567891}';
    expect(parseExactJson(json)).toEqual(parseExactJson('{"a":12345678901234567891}'));
  });

  test("of 100,000 levels is read", () => {
    const json = `${"[".repeat(100_000)}12345678901234567891${"]".repeat(100_000)}`;
    let value = parseExactJson(json);
    while (Array.isArray(value)) value = (value as unknown[])[0];
    expect(value).toEqual(toJsonNumber("12345678901234567891"));
  });

  test.each(["", "{", "[1,]", "NaN", "01", '{"a":9007199254740993', "9007199254740993 1"])(
    "%j is none",
    (text) => expect(() => parseExactJson(text)).toThrow(SyntaxError),
  );
});
