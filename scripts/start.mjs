import { bootstrap } from "./bootstrap.mjs";

const args = process.argv.slice(2);
bootstrap("start.ts", args, args.includes("--dev") ? null : "serve");
