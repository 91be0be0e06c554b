import { randomBytes } from "node:crypto";
import { PGlite } from "@electric-sql/pglite";
import { servePglite } from "@/scripts/stack/pglite-server";

/** The embedded database in memory, in this process: empty, or as it was when it was dumped. */
export async function startEmbeddedServer(dump?: Blob) {
  const pglite = await PGlite.create(dump === undefined ? {} : { loadDataDir: dump });
  const password = randomBytes(16).toString("hex");
  const server = await servePglite({
    db: pglite,
    port: 0,
    password,
    maxConnections: 200,
    onFatal: (error) => {
      throw error;
    },
  });
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`,
    dump: async () => pglite.dumpDataDir("none"),
    close: async () => {
      await server.close();
      await pglite.close();
    },
  };
}
