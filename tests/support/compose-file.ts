import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";

const variables = z.record(z.string(), z.string());

const service = z.looseObject({
  image: z.string(),
  build: z.string().optional(),
  environment: variables.default({}),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  ports: z.array(z.string()).default([]),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({ condition: z.enum(["service_healthy", "service_started"]) }),
    )
    .default({}),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal("CMD")], z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.int(),
      start_period: z.string(),
    })
    .optional(),
  restart: z.literal("unless-stopped"),
  security_opt: z.tuple([z.literal("no-new-privileges:true")]),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
});

const composeFile = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean() }).nullable()),
});

export type ComposeFile = z.infer<typeof composeFile>;

/** Reads a file of Docker Compose, with `<<` merged, its variables as they are written. */
export async function readComposeFile(path: string): Promise<ComposeFile> {
  return composeFile.parse(parse(await readFile(path, "utf8"), { merge: true }));
}

/** A variable of a text: `${NAME}`, `${NAME:-fallback}` or `${NAME:?message}`. */
const VARIABLE = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

/** The variables that a text names without a fallback. */
export const requiredVariables = (text: string): string[] =>
  [...text.matchAll(VARIABLE)].flatMap(([, name = "", kind]) => (kind === "-" ? [] : [name]));

/**
 * Puts values in place of the variables of a text, as Compose does.
 * @throws {Error} where one without a fallback has no value.
 */
export const substitute = (text: string, values: Record<string, string | undefined>): string =>
  text.replace(VARIABLE, (_, name: string, kind: string | undefined, rest: string | undefined) => {
    const value = values[name] ?? "";
    if (value !== "") return value;
    if (kind === "-") return rest ?? "";
    throw new Error(`${name} has no value.`);
  });
