const SAMPLE_BYTES = 1_024;

/** Control characters but for tab, line breaks, form feed and the escapes of ISO-2022-JP. */
const CONTROL_CHARACTERS = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/;

const NOT_ASCII = /[^\0-\x7f]/g;

/** Text in a charset that isn't UTF-8 is told from other data by how much ASCII there is in it. */
const LEAST_ASCII_PART = 0.75;

/** Whether bytes look like text, by the first of them. */
export function isText(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const characters = sample.toString("latin1");
  if (CONTROL_CHARACTERS.test(characters)) return false;
  const others = characters.match(NOT_ASCII)?.length ?? 0;
  if (others <= (1 - LEAST_ASCII_PART) * sample.length) return true;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}
