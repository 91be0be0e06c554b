import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fieldProblemCodes, toFieldProblems } from "@/lib/domain/field-problems";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

/** The problem that a schema's check with this code makes. */
const problemOf = (code: string) =>
  toFieldProblems(new z.ZodError([{ code: "custom", path: ["x"], message: code, input: null }]))[0];

const limited = fieldProblemCodes.flatMap((code) => {
  const { params, message = "" } = problemOf(code) ?? {};
  return params === undefined ? [] : [{ code, message, params }];
});

describe("a problem that names a limit", () => {
  it("is one of several", () => {
    expect(limited.length).toBeGreaterThan(10);
  });

  it.each(limited)("$code names it in every language", ({ code, message, params }) => {
    for (const limit of Object.values(params)) {
      expect(message).toContain(limit.toLocaleString("en"));
      for (const [locale, messages] of [["en", en] as const, ["pt-BR", ptBR] as const]) {
        const translate = createTranslator<Record<string, string>>({
          locale,
          messages: messages.problems,
          onError: (error) => {
            throw error;
          },
        });
        expect(translate(code, params)).toContain(limit.toLocaleString(locale));
      }
    }
  });
});
