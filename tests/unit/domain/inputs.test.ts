import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { toFieldProblems } from "@/lib/domain/field-problems";
import { listRoutinesInput } from "@/lib/domain/routine/routine";
import { listRunsInput } from "@/lib/domain/run/run";
import { slotPageInput } from "@/lib/domain/slots/slot-page";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

describe.each([
  { list: "routines", schema: listRoutinesInput, max: 200, fallback: 50 },
  { list: "runs", schema: listRunsInput, max: 200, fallback: 50 },
  { list: "slots", schema: slotPageInput, max: 500, fallback: 200 },
])("the limit of a page of $list", ({ schema, max, fallback }) => {
  it.each([
    [undefined, fallback],
    ["1", 1],
    [`${max}`, max],
    [max, max],
  ])("%j is %d rows", (limit, rows) => {
    expect(schema.parse({ limit }).limit).toBe(rows);
  });

  it.each(["", "0", "-1", "1.5", "ten", "Infinity", null, `${max + 1}`])(
    "%j is refused with the number of rows that is allowed",
    (limit) => {
      const { error } = schema.safeParse({ limit });
      expect(error && toFieldProblems(error)).toEqual([
        {
          path: "limit",
          code: "limit_out_of_range",
          message: `The limit is a whole number between 1 and ${max}.`,
          params: { max },
        },
      ]);
    },
  );

  it("is named in every language", () => {
    const textOf = (locale: string, messages: typeof en.problems) =>
      createTranslator({ locale, messages })("limit_out_of_range", { max });
    expect(textOf("en", en.problems)).toBe(`A page has between 1 and ${max} rows.`);
    expect(textOf("pt-BR", ptBR.problems)).toBe(`Uma página tem de 1 a ${max} linhas.`);
  });
});
