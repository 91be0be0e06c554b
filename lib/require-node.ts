import { isNodeTooOld } from "@/lib/domain/instance/node-version";
import packageJson from "@/package.json";

/**
 * Ends the process where its Node.js is too old for the app, with a line that says what to do. It comes
 * before the modules that such a Node.js can't load.
 */
export function requireNode(): void {
  const { node } = packageJson.engines;
  if (!isNodeTooOld(process.versions.node, node)) return;
  process.stderr.write(
    `opspulse: the app needs Node.js ${node.replace(">=", "")} or newer, and this is ${process.versions.node}. npm start brings its own; otherwise install one from https://nodejs.org/en/download\n`,
  );
  process.exit(1);
}
