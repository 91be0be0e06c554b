import { pathToFileURL } from "node:url";
import { plainScript, type Layout } from "@/scripts/start/layout";

/**
 * The command line of Node.js that serves the app of a build on PORT, in a process that ends with the one
 * that starts it; `host` is the address to listen on, undefined every one.
 */
export const serverArguments = (layout: Layout, host: string | undefined): string[] => [
  ...endWithParent(layout),
  plainScript(layout, "serve-app.mjs"),
  layout.root,
  ...(host === undefined ? [] : [host]),
];

/** Makes a process of Node.js end with the one that starts it. */
export const endWithParent = (layout: Layout): string[] => [
  "--import",
  pathToFileURL(plainScript(layout, "exit-with-parent.mjs")).href,
];
