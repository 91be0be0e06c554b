import { expect, test } from "vitest";
import { findClientModules, loadedNames } from "@/tests/support/messages/client-modules";
import { readSources, type Source } from "@/tests/support/messages/sources";

const modules: ReadonlyMap<string, Source> = new Map(
  ["app", "components", "lib", "i18n"].flatMap(readSources).map((source) => [source.path, source]),
);

const entries = [...modules.keys()].filter((path) =>
  /^app\/(.+\/)?(page|layout|error|not-found)\.tsx$/.test(path),
);

/** Schemas that check input, and the English texts of problems, are a third of what a page may weigh. */
const LATER = /^(?:zod(?:\/|$)|@\/lib\/domain\/field-problems$)/;

test("no page starts with what checks its input", () => {
  const loading = new Set(
    entries
      .flatMap((entry) => [...findClientModules(entry, modules, "at once")])
      .filter((path) => {
        const source = modules.get(path);
        return (
          source !== undefined && loadedNames(source, "at once").some((name) => LATER.test(name))
        );
      }),
  );
  expect([...loading]).toEqual([]);
});
