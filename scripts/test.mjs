import { bootstrap } from "./bootstrap.mjs";

bootstrap("test.ts", process.argv.slice(2));
