import { describe, expect, test } from "vitest";
import { createAcknowledgeUrl, readAcknowledgeToken } from "@/lib/notifications/acknowledge-link";
import { SealingKeys } from "@/lib/sealing/sealing-keys";

const ID = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
const at = new Date("2026-03-01T12:00:00.000Z");
const key = (byte: number) => Buffer.alloc(32, byte);
const keys = new SealingKeys(key(1));
const appUrl = "https://ops.example.com";
const tokenOf = (sealing = keys) =>
  createAcknowledgeUrl(sealing, { appUrl, messageId: ID, at }).split("/").at(-1) ?? "";

describe("a link that acknowledges", () => {
  test("leads to a page of this instance, and names its message for seven days", () => {
    expect(createAcknowledgeUrl(keys, { appUrl, messageId: ID, at })).toMatch(
      /^https:\/\/ops\.example\.com\/alerts\/acknowledge\/[\w-]{27}\.[\w-]{43}$/,
    );
    expect(readAcknowledgeToken(keys, tokenOf(), at)).toBe(ID);
    expect(readAcknowledgeToken(keys, tokenOf(), new Date("2026-03-08T11:59:59Z"))).toBe(ID);
    expect(readAcknowledgeToken(keys, tokenOf(), new Date("2026-03-08T12:00:00Z"))).toBeNull();
  });

  test("doesn't work where any character of it is another", () => {
    const token = tokenOf();
    for (let index = 0; index < token.length; index += 1) {
      for (const other of ["A", "B", "_", "."]) {
        if (token[index] === other) continue;
        const changed = token.slice(0, index) + other + token.slice(index + 1);
        expect(readAcknowledgeToken(keys, changed, at)).toBeNull();
      }
    }
    expect(readAcknowledgeToken(keys, "", at)).toBeNull();
    expect(readAcknowledgeToken(keys, `${token}A`, at)).toBeNull();
  });

  test("outlives the key it was signed with while that is the previous one", () => {
    const token = tokenOf();
    expect(readAcknowledgeToken(new SealingKeys(key(2), key(1)), token, at)).toBe(ID);
    expect(readAcknowledgeToken(new SealingKeys(key(2)), token, at)).toBeNull();
  });
});
