// The one program of a package: its commands, on an installed Node.js. It runs on one that is too old for the rest.
const OLDEST_NODE = [22, 19];

const [major, minor] = process.versions.node.split(".").map(Number);
const [oldestMajor, oldestMinor] = OLDEST_NODE;
if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  console.error(
    `opspulse: this needs Node.js ${OLDEST_NODE.join(".")} or later, and here is ${process.versions.node}. See https://nodejs.org/en/download`,
  );
  process.exit(78);
}
await import(new URL("program.mjs", import.meta.url).href);
