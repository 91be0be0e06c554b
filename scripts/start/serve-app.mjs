// The production server of the app that was built in a folder: a checkout, or the package made of one.
// Next.js's own command would read next.config.ts, for which a package has neither the file nor a compiler.
import fs from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [folder = ".", hostname] = process.argv.slice(2);
const root = resolve(folder);
const { config } = JSON.parse(
  fs.readFileSync(join(root, ".next", "required-server-files.json"), "utf8"),
);

// The build can't know it. Where a proxy keeps the public host to itself, forms come from APP_URL all the same.
const appUrl = process.env.APP_URL;
config.experimental.serverActions.allowedOrigins = appUrl ? [new URL(appUrl).host] : [];

process.env.NODE_ENV = "production";
process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);
process.chdir(root);

const require = createRequire(join(root, "package.json"));
// Sets up how Next.js finds its own copy of React.
require("next");
const { startServer } = require("next/dist/server/lib/start-server");

startServer({
  dir: root,
  isDev: false,
  config,
  hostname,
  port: Number(process.env.PORT),
  allowRetry: false,
}).catch((error) => {
  console.error(error);
  process.exit(1);
});
