import { expect, test } from "vitest";
import { headerText } from "@/lib/egress/header-text";

test.each([
  ["ASCII", "max-age=60", "max-age=60"],
  ["UTF-8", "caf\xc3\xa9", "café"],
  ["UTF-8 of four bytes", "\xf0\x9f\x98\x80", "😀"],
  ["Latin-1", "caf\xe9", "café"],
  ["Windows-1252", "\x80 \x93a\x94", "€ “a”"],
  ["half a letter of UTF-8", "caf\xc3", "cafÃ"],
  ["a byte order mark", "\xef\xbb\xbfa", "\ufeffa"],
  ["text that was read already", "caf\xe9 正常", "café 正常"],
  ["nothing", "", ""],
])("a header's value in %s is text", (_, raw, text) => {
  expect(headerText(raw)).toBe(text);
});
