/** A number as JSON writes it (RFC 8259, section 6). */
const JSON_NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A number without what doesn't change its value. Zero has no digits. */
type Decimal = {
  isNegative: boolean;
  /** Without zeros at either end. */
  digits: string;
  /** The value is 0.`digits` times ten to this power. */
  exponent: number;
};

function withoutZerosAtEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === "0") end -= 1;
  return text.slice(0, end);
}

function readDecimal(figures: string): Decimal | null {
  const [found, sign = "", whole = "", fraction = "", power = "0"] =
    JSON_NUMBER.exec(figures) ?? [];
  if (found === undefined) return null;
  const all = whole + fraction;
  const start = all.search(/[1-9]/);
  if (start === -1) return { isNegative: false, digits: "", exponent: 0 };
  return {
    isNegative: sign === "-",
    digits: withoutZerosAtEnd(all.slice(start)),
    exponent: Number(power) + whole.length - start,
  };
}

/** The order of two texts of digits after the point. */
const compareDigits = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

function compareSizes(a: Decimal, b: Decimal): number {
  if (a.digits === "" || b.digits === "") return Math.sign(a.digits.length - b.digits.length);
  if (a.exponent !== b.exponent) return a.exponent < b.exponent ? -1 : 1;
  return compareDigits(a.digits, b.digits);
}

/** True for a number as JSON writes it. */
export const isJsonNumber = (text: string) => JSON_NUMBER.test(text);

/**
 * The order of two numbers by their values, however many figures they have: -1, 0 or 1. `1.0`, `1` and
 * `10e-1` are equal, and so are `-0` and `0`. Time grows with their lengths.
 * @throws {RangeError} for text that is no JSON number.
 */
export function compareDecimals(left: string, right: string): number {
  const a = readDecimal(left);
  const b = readDecimal(right);
  if (a === null || b === null) throw new RangeError("Only numbers of JSON can be compared.");
  if (a.isNegative !== b.isNegative) return a.isNegative ? -1 : 1;
  const order = compareSizes(a, b);
  return a.isNegative ? 0 - order : order;
}

/** The length of a JSON number that is written without an exponent, without its sign. */
export function plainLength(figures: string): number {
  const [, , , fraction = "", power = "0"] = JSON_NUMBER.exec(figures) ?? [];
  const places = Math.max(fraction.length - Number(power), 0);
  const whole = Math.max(readDecimal(figures)?.exponent ?? 0, 1);
  return whole + (places === 0 ? 0 : places + 1);
}
