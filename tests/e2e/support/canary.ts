import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import postgres from "postgres";
import { startEndpoint, type Endpoint } from "@/tests/support/endpoint";

/**
 * Two secrets that are planted for a whole end-to-end run, one of each purpose, and an endpoint that
 * echoes its requests. After the run they must be nowhere but in the environment.
 */
export type Canary = {
  /** Variables for the app. */
  env: Record<string, string>;
  /** The id of the workspace that may use the secrets; a test makes it. */
  workspaceId: string;
  endpoint: Endpoint;
};

const VARIABLES = {
  credential: "OPSPULSE_E2E_CANARY",
  signing: "OPSPULSE_E2E_CANARY_KEY",
  workspaceId: "OPSPULSE_E2E_CANARY_WORKSPACE",
  url: "OPSPULSE_E2E_CANARY_URL",
} as const;

const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is set by the global setup.`);
  return value;
};

/** The endpoint's URL and the workspace that the secrets are for. */
export const plantedCanary = () => ({
  url: required(VARIABLES.url),
  workspaceId: required(VARIABLES.workspaceId),
});

/** Plants the secrets, and passes them to the workers of the run in the environment. */
export async function plantCanary(): Promise<Canary> {
  const endpoint = await startEndpoint((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const sent = String(request.headers.authorization);
      const value = sent.replace("Bearer ", "");
      response.writeHead(500, {
        "content-type": "text/plain",
        "x-request-id": value,
        location: `/back?token=${encodeURIComponent(value)}`,
      });
      response.end(
        [
          JSON.stringify({ headers: request.headers, body: Buffer.concat(chunks).toString() }),
          ...spellings(value),
          ...["", "u", "us"].map((user) => Buffer.from(`${user}${value}:x`).toString("base64")),
        ].join("\n"),
      );
    });
  });
  const credential = `canary/${randomBytes(12).toString("base64url")}+"&<>%`;
  const signing = `whsec_${randomBytes(32).toString("base64")}`;
  const workspaceId = crypto.randomUUID();
  process.env[VARIABLES.credential] = credential;
  process.env[VARIABLES.signing] = signing;
  process.env[VARIABLES.workspaceId] = workspaceId;
  process.env[VARIABLES.url] = endpoint.url;
  return {
    workspaceId,
    endpoint,
    env: {
      ROUTINE_SECRET_CANARY: credential,
      ROUTINE_SECRET_CANARY__ORIGINS: endpoint.url,
      ROUTINE_SECRET_CANARY__WORKSPACES: workspaceId,
      ROUTINE_SECRET_CANARY_KEY: signing,
      ROUTINE_SECRET_CANARY_KEY__ORIGINS: endpoint.url,
      ROUTINE_SECRET_CANARY_KEY__WORKSPACES: workspaceId,
    },
  };
}

/** The ways in which a value is written down, put into words here independently of the product. */
function spellings(value: string): string[] {
  const escaped = JSON.stringify(value).slice(1, -1);
  return [
    value,
    escaped,
    escaped.replaceAll("/", "\\/"),
    encodeURIComponent(value),
    value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    Buffer.from(value).toString("hex"),
  ];
}

/** The parts of a value that a longer Base64 text shows, at each of the three possible offsets. */
function base64Traces(value: string): string[] {
  const bytes = Buffer.from(value);
  const traces = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    return text.slice(offset === 0 ? 0 : 4, Math.floor((bytes.length + offset) / 3) * 4);
  });
  return [...traces, ...traces.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"))];
}

/** Every text that reveals a secret, also the signing key without its prefix. */
function allTraces(): string[] {
  const signing = required(VARIABLES.signing);
  return [required(VARIABLES.credential), signing, signing.replace("whsec_", "")].flatMap(
    (value) => [...spellings(value), ...base64Traces(value)],
  );
}

export const holdsCanary = (text: string): boolean =>
  allTraces().some((trace) => text.includes(trace));

/** Every row of every table of the schemas that hold data, as text, searched for the secrets. */
export async function searchDatabase(databaseUrl: string): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1, prepare: false, fetch_types: false });
  try {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`;
    const found: string[] = [];
    let rows = 0;
    for (const { name } of tables) {
      for (const row of await sql.unsafe<{ text: string }[]>(
        `select t::text as text from ${name} as t`,
      )) {
        rows += 1;
        if (holdsCanary(row.text)) found.push(`a row of ${name}`);
      }
    }
    if (rows === 0) throw new Error("The dump of the database is empty.");
    return found;
  } finally {
    await sql.end();
  }
}

/** Every file below a folder, searched byte for byte: logs, the database's files, the build. */
export async function searchFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const needles = allTraces().map((trace) => Buffer.from(trace));
  const found: string[] = [];
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    if (needles.some((needle) => bytes.includes(needle))) found.push(file);
  }
  return found;
}
