import { startEmbeddedDatabase } from "@/scripts/stack/embedded-database";

/** The options of the process, as JSON in its first argument. */
export type EmbeddedDatabaseOrder = { directory: string; password: string };

/**
 * The embedded database in a process of its own, so that it can be killed. Prints its URL when it can
 * be used, and ends with its standard input: the test that started it is gone then.
 */
process.stdin.resume().once("close", () => process.exit(1));
const { url } = await startEmbeddedDatabase(
  JSON.parse(process.argv[2] ?? "{}") as EmbeddedDatabaseOrder,
);
process.stdout.write(`${url}\n`);
