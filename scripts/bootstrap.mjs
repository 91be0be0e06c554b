// Runs before anything is installed, and on a Node.js that may be too old for the rest of the project:
// Node's own modules only, and the syntax of ES2019. That is what Node.js 12.20 parses, which still
// comes with Debian 11 and Ubuntu 22.04; a named import that it lacks would end it before `requireNode`.
import { spawn } from "node:child_process";
import fs from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = [20, 9];
const MEGABYTE = 1024 * 1024;
const MEGABYTES_TO_INSTALL = 1500;
const MEGABYTES_TO_RUN = 200;
const PROGRESS_MS = process.stdout.isTTY ? 1000 : 10000;
const PARENT_POLL_MS = 250;

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** What `npm run package` has made: it runs with nothing installed. */
const packagedProgram = join(projectRoot, "dist/opspulse/opspulse.mjs");

const pinnedNode = join(
  projectRoot,
  "node_modules/node/bin",
  process.platform === "win32" ? "node.exe" : "node",
);

/**
 * Installs what is missing, then runs a TypeScript program of this project on the pinned Node.js. Where the
 * development packages are left out on purpose, `packaged` is the command of the packaged program that
 * runs instead, on the Node.js that is here.
 */
export async function bootstrap(program, args, packaged = null) {
  requireNode();
  const installed = findInstalled();
  if (packaged !== null && installed === "production" && fs.existsSync(packagedProgram)) {
    requireSpace(MEGABYTES_TO_RUN);
    run(process.execPath, [packagedProgram, packaged], { OPSPULSE_CHECKOUT: projectRoot });
    return;
  }
  const needsInstall = installed !== "everything";
  requireSpace(needsInstall ? MEGABYTES_TO_INSTALL : MEGABYTES_TO_RUN);
  if (needsInstall) await install();
  run(pinnedNode, ["--import", "tsx", join("scripts", program), ...args], {
    PATH: join(projectRoot, "node_modules/.bin") + delimiter + process.env.PATH,
  });
}

function stop(line) {
  console.error(`opspulse: ${line}`);
  process.exit(1);
}

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  stop(
    `this needs Node.js ${OLDEST_NODE.join(".")} or later, and here is ${process.versions.node}. See https://nodejs.org/en/download`,
  );
}

function requireSpace(megabytes) {
  const free = findFreeMegabytes();
  if (free === null || free >= megabytes) return;
  stop(`the disk of ${projectRoot} has ${free} MB left, and ${megabytes} are needed.`);
}

/** Null where the file system does not say. */
function findFreeMegabytes() {
  try {
    const { bavail, bsize } = fs.statfsSync(projectRoot);
    return Math.floor((bavail * bsize) / MEGABYTE);
  } catch {
    return null;
  }
}

/**
 * Which packages of the lock file node_modules holds, by npm's own record of what it installed: everything,
 * those of production alone, or too few.
 */
function findInstalled() {
  try {
    const wanted = readPackages("package-lock.json");
    const present = readPackages("node_modules/.package-lock.json");
    const missing = Object.entries(wanted).filter(
      ([name, { version, optional, devOptional }]) =>
        name !== "" &&
        present[name]?.version !== version &&
        (present[name] !== undefined || (optional !== true && devOptional !== true)),
    );
    if (missing.length === 0) return fs.existsSync(pinnedNode) ? "everything" : "too few";
    const isLeftOut = ([name, { dev }]) => dev === true && present[name] === undefined;
    return missing.every(isLeftOut) && !fs.existsSync(pinnedNode) ? "production" : "too few";
  } catch {
    return "too few";
  }
}

const readPackages = (file) =>
  JSON.parse(fs.readFileSync(join(projectRoot, file), "utf8")).packages;

async function install() {
  const startedAtMs = Date.now();
  const seconds = () => Math.round((Date.now() - startedAtMs) / 1000);
  const progress = () => {
    const line = `opspulse: installing packages … ${seconds()} s`;
    process.stdout.write(process.stdout.isTTY ? `\r${line}` : `${line}\n`);
  };
  progress();
  const timer = setInterval(progress, PROGRESS_MS);
  const { code, output } = await runNpm([
    "ci",
    "--include=dev",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ]);
  clearInterval(timer);
  if (process.stdout.isTTY) process.stdout.write("\n");
  if (code !== 0) explainFailedInstall(output);
  if (!fs.existsSync(pinnedNode)) {
    stop(
      "npm has installed no Node.js for this machine: are install scripts switched off (npm config get ignore-scripts)?",
    );
  }
  console.log(`opspulse: installing packages: done in ${seconds()} s`);
}

function explainFailedInstall(output) {
  if (output.includes("ENOSPC")) {
    stop(`the disk of ${projectRoot} is full: the packages need about ${MEGABYTES_TO_INSTALL} MB.`);
  }
  if (output.includes("EACCES") || output.includes("EROFS")) {
    stop(`this user may not write to ${projectRoot} or to npm's cache, and packages go there.`);
  }
  process.stderr.write(output);
  stop("npm could not install the packages: see its output above.");
}

/** Runs npm, the one that runs this where there is one. Resolves with its exit code and all its output. */
function runNpm(args) {
  const npmScript = process.env.npm_execpath;
  const isScript = npmScript !== undefined && /npm-cli\.c?js$/.test(npmScript);
  const child = isScript
    ? spawn(process.execPath, [npmScript, ...args], { cwd: projectRoot })
    : spawn("npm", args, { cwd: projectRoot, shell: process.platform === "win32" });
  let output = "";
  const collect = (chunk) => {
    output += chunk;
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  return new Promise((resolve) => {
    child.on("error", ({ message }) => {
      resolve({ code: 1, output: `npm could not be run: ${message}\n` });
    });
    child.on("close", (code) => resolve({ code, output }));
  });
}

/** The IPC channel shows the program when this process is gone; signals are passed on to it. */
function run(node, args, variables) {
  const child = spawn(node, args, {
    cwd: projectRoot,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, ...variables },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  if (process.env.npm_lifecycle_event !== undefined) endWithParent(child);
  child.on("error", ({ message }) => stop(`Node.js (${node}) could not be run: ${message}`));
  child.on("exit", (code) => process.exit(code === null ? 1 : code));
}

/** npm passes signals on to the shell that it runs scripts in, and that shell may die in silence. */
function endWithParent(child) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    child.kill("SIGTERM");
  }, PARENT_POLL_MS);
}
