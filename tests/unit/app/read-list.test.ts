import { describe, expect, it } from "vitest";
import { readList } from "@/app/(dashboard)/read-list";
import { NotFoundError, ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";

const allowed = { q: null, status: ["FAIL", "SUCCESS"], cursor: null, before: null } as const;
type Query = Partial<Record<keyof typeof allowed, string>>;

/** A list of one row, which `refuse` may refuse, and of none where `isEmpty` says so. */
async function read(
  parameters: Record<string, string>,
  {
    refuse,
    isEmpty,
  }: { refuse?: (query: Query) => string | null; isEmpty?: (query: Query) => boolean } = {},
) {
  const asked: Query[] = [];
  const { query, list } = await readList(parameters, allowed, async (fitting) => {
    asked.push(fitting);
    const path = refuse?.(fitting) ?? null;
    if (path !== null) {
      throw new ValidationError([describeProblem({ path, code: "cursor_invalid" })]);
    }
    return { data: isEmpty?.(fitting) === true ? [] : ["row"] };
  });
  return { query, rows: list.data.length, asked };
}

describe("a list whose address does not fit", () => {
  it("what fits is followed as it is, and read once", async () => {
    const parameters = { q: "pay", status: "FAIL", cursor: "abc" };
    expect(await read(parameters)).toEqual({ query: parameters, rows: 1, asked: [parameters] });
  });

  it("an unknown value is dropped, and the rest still counts", async () => {
    expect((await read({ q: "pay", status: "WRONG", other: "x" })).query).toEqual({ q: "pay" });
  });

  it.each(["cursor", "before"] as const)(
    "a refused %s shows the first page under the same filters",
    async (place) => {
      const { query, asked } = await read(
        { status: "FAIL", [place]: "old" },
        { refuse: (asks) => (asks[place] === undefined ? null : "cursor") },
      );
      expect(query).toEqual({ status: "FAIL" });
      expect(asked).toHaveLength(2);
    },
  );

  it("a refused filter takes the place with it, since that was made for another list", async () => {
    const { query } = await read(
      { q: "x".repeat(300), status: "FAIL", cursor: "abc" },
      { refuse: (asks) => (asks.q === undefined ? null : "q") },
    );
    expect(query).toEqual({ status: "FAIL" });
  });

  it("a place past the end shows the first page", async () => {
    const { query, rows } = await read(
      { status: "FAIL", cursor: "late" },
      { isEmpty: ({ cursor }) => cursor !== undefined },
    );
    expect(query).toEqual({ status: "FAIL" });
    expect(rows).toBe(1);
  });

  it("a list that is empty from its start is empty, and read once", async () => {
    const { rows, asked } = await read({ status: "FAIL" }, { isEmpty: () => true });
    expect(rows).toBe(0);
    expect(asked).toHaveLength(1);
  });

  it("a refusal that no parameter explains is an error", async () => {
    await expect(read({ status: "FAIL" }, { refuse: () => "limit" })).rejects.toThrow(
      ValidationError,
    );
  });

  it("other errors pass", async () => {
    const failing = readList({ cursor: "abc" }, allowed, async () => {
      throw new NotFoundError();
    });
    await expect(failing).rejects.toThrow(NotFoundError);
  });
});
