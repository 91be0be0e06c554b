import { expect, test } from "vitest";
import { dataArgument, formArgument, textArgument } from "@/lib/http/action-arguments";
import { isId } from "@/lib/services/is-id";

/** As React stands in for an argument that stayed in the browser. */
const reference = new Proxy(() => undefined, {
  get: (_, name) => {
    if (name === "toJSON") return undefined;
    throw new Error(`Cannot access ${String(name)} on the server.`);
  },
});

const circular: unknown[] = [];
circular.push(circular);

test.each([undefined, null, 7, ["a"], {}, new Map(), reference, circular])(
  "an argument of the wrong type is read as nothing",
  (value) => {
    expect(textArgument(value)).toBe("");
    expect([...formArgument(value)]).toEqual([]);
    expect(isId(value)).toBe(false);
  },
);

test("data is kept as JSON has it, and nothing else is", () => {
  const data = { ids: ["a"], filter: { q: "b", kind: undefined } };
  expect(dataArgument(data)).toEqual({ ids: ["a"], filter: { q: "b" } });
  expect(dataArgument({ ids: [reference], at: reference })).toEqual({ ids: [null] });
  for (const value of [undefined, reference, circular, 7n]) expect(dataArgument(value)).toBeNull();
});
