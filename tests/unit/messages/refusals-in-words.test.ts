import { createTranslator } from "next-intl";
import { describe, expect, test } from "vitest";
import { checkHeaders } from "@/lib/domain/routine/header-policy";
import en from "@/messages/en.json" with { type: "json" };
import ptBR from "@/messages/pt-BR.json" with { type: "json" };
import { hostileTargets } from "@/tests/unit/egress/hostile-targets";

const ENGLISH = "The English sentence.";

const inEnglish = createTranslator({ locale: "en", messages: en, namespace: "problems" });
const inPortuguese = createTranslator({ locale: "pt-BR", messages: ptBR, namespace: "problems" });

/** A set of headers for each thing that can be wrong with one. */
const refusedHeaders: Record<string, string>[] = [
  { Authorization: "x" },
  { Host: "x" },
  { "X-Forwarded-For": "x" },
  { "X-HTTP-Method-Override": "x" },
  { Metadata: "x" },
  { "Idempotency-Key": "x" },
  { "": "x" },
  { ["x".repeat(257)]: "x" },
  { "a b": "x" },
  { A: "x".repeat(8_193) },
  { A: "é" },
  { A: " x" },
  { A: "x", a: "x" },
  Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`A${index}`, "x"])),
  { A: "x".repeat(8_192), B: "x".repeat(8_192) },
];

describe("why a target or a header is refused is said in the language of the page", () => {
  test.each([...Object.keys(hostileTargets), "own_host"])("target: %s", (reason) => {
    const values = { reason, message: ENGLISH };
    expect(inEnglish("target_refused", values)).toBe(ENGLISH);
    expect(inPortuguese("target_refused", values)).not.toContain(ENGLISH);
  });

  test("every fault of a header has its case", () => {
    const faults = refusedHeaders.map((headers) => checkHeaders(headers)[0]?.fault);
    expect(new Set(faults).size).toBe(refusedHeaders.length);
  });

  test.each(refusedHeaders.map((headers) => checkHeaders(headers)[0]))(
    "header: $fault",
    (problem) => {
      const values = { fault: problem?.fault ?? "", name: "X-Name", message: ENGLISH };
      expect(inEnglish("header_refused", values)).toBe(ENGLISH);
      expect(inPortuguese("header_refused", values)).not.toContain(ENGLISH);
    },
  );
});
