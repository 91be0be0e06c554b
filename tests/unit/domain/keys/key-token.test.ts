import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  isKeyToken,
  KEY_PREFIX,
  KEY_TOKEN,
  keyPrefixOf,
  makeKeyToken,
} from "@/lib/domain/keys/key-token";

describe("an API key", () => {
  it("has a form that scanners and a double click know, and no two are alike", () => {
    const tokens = Array.from({ length: 200 }, () => makeKeyToken(randomBytes));
    for (const token of tokens) {
      expect(token).toMatch(KEY_TOKEN);
      expect(keyPrefixOf(token)).toMatch(KEY_PREFIX);
      expect(isKeyToken(token)).toBe(true);
    }
    expect(new Set(tokens.map(keyPrefixOf)).size).toBe(tokens.length);
  });

  it("ends with the CRC-32 of what stands before, in base62", () => {
    const token = makeKeyToken(randomBytes);
    const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let check = 0;
    for (const character of token.slice(-6)) check = check * 62 + alphabet.indexOf(character);
    expect(check).toBe(crc32(token.slice(0, -6)));
  });

  it("is no key once a character differs, is missing, or is one too many", () => {
    const token = makeKeyToken(randomBytes);
    for (let place = 0; place < token.length; place += 1) {
      const other = token[place] === "a" ? "b" : "a";
      const changed = token.slice(0, place) + other + token.slice(place + 1);
      expect(isKeyToken(changed), changed).toBe(false);
    }
    for (const text of ["", "opk_", token.slice(1), token.slice(0, -1), `${token}0`, ` ${token}`]) {
      expect(isKeyToken(text), text).toBe(false);
    }
  });

  it("favours no character: bytes that would are passed over", () => {
    const counts = new Map<string, number>();
    let byte = 0;
    const everyByte = (count: number) =>
      Uint8Array.from({ length: count }, () => {
        byte = (byte + 1) % 256;
        return byte;
      });
    for (let round = 0; round < 248; round += 1) {
      for (const character of makeKeyToken(everyByte).slice(4, 44)) {
        counts.set(character, (counts.get(character) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(62);
    const all = [...counts.values()];
    expect(Math.max(...all) / Math.min(...all)).toBeLessThan(1.2);
  });
});
