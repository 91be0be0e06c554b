// Runs before anything is installed, and on a Node.js that may be too old for the rest of the
// project: its own modules only, and no syntax that an old version cannot parse.
import childProcess from "child_process";
import fs from "fs";
import path from "path";
import url from "url";

var OLDEST_NODE = [20, 9];
var MEGABYTE = 1024 * 1024;
var MEGABYTES_TO_INSTALL = 1500;
var MEGABYTES_TO_RUN = 200;
var PROGRESS_MS = process.stdout.isTTY ? 1000 : 10000;

export var projectRoot = path.dirname(path.dirname(url.fileURLToPath(import.meta.url)));

/** Installs what is missing, then runs a TypeScript program of this project on the pinned Node.js. */
export function bootstrap(program, args) {
  requireNode();
  var needsInstall = !isInstalled();
  requireSpace(needsInstall ? MEGABYTES_TO_INSTALL : MEGABYTES_TO_RUN);
  (needsInstall ? install() : Promise.resolve()).then(function () {
    run(program, args);
  });
}

function stop(line) {
  console.error("opspulse: " + line);
  process.exit(1);
}

function requireNode() {
  var version = process.versions.node.split(".").map(Number);
  var isOldEnough =
    version[0] > OLDEST_NODE[0] || (version[0] === OLDEST_NODE[0] && version[1] >= OLDEST_NODE[1]);
  if (!isOldEnough) {
    stop(
      "this needs Node.js " +
        OLDEST_NODE.join(".") +
        " or later, and here is " +
        process.versions.node +
        ". See https://nodejs.org/en/download",
    );
  }
}

function requireSpace(megabytes) {
  var free;
  try {
    var stats = fs.statfsSync(projectRoot);
    free = Math.floor((stats.bavail * stats.bsize) / MEGABYTE);
  } catch {
    return;
  }
  if (free < megabytes) {
    stop(
      "the disk of " + projectRoot + " has " + free + " MB left, and " + megabytes + " are needed.",
    );
  }
}

/** Whether node_modules holds what the lock file asks for, by npm's own record of what it installed. */
function isInstalled() {
  if (!fs.existsSync(pinnedNode())) return false;
  try {
    var wanted = readJson("package-lock.json").packages;
    var present = readJson(path.join("node_modules", ".package-lock.json")).packages;
    return Object.keys(wanted).every(function (name) {
      if (name === "") return true;
      if (present[name] === undefined) {
        return wanted[name].optional === true || wanted[name].devOptional === true;
      }
      return present[name].version === wanted[name].version;
    });
  } catch {
    return false;
  }
}

function readJson(file) {
  return JSON.parse(fs.readFileSync(path.join(projectRoot, file), "utf8"));
}

function pinnedNode() {
  var name = process.platform === "win32" ? "node.exe" : "node";
  return path.join(projectRoot, "node_modules", "node", "bin", name);
}

function install() {
  var startedAt = Date.now();
  function progress() {
    var line = "opspulse: installing packages … " + seconds(startedAt) + " s";
    process.stdout.write(process.stdout.isTTY ? "\r" + line : line + "\n");
  }
  progress();
  var timer = setInterval(progress, PROGRESS_MS);
  return runNpm(["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]).then(
    function (result) {
      clearInterval(timer);
      if (process.stdout.isTTY) process.stdout.write("\n");
      if (result.code !== 0) explainFailedInstall(result.output);
      if (!fs.existsSync(pinnedNode())) {
        stop(
          "npm has installed no Node.js for this machine: are install scripts switched off (npm config get ignore-scripts)?",
        );
      }
      console.log("opspulse: installing packages: done in " + seconds(startedAt) + " s");
    },
  );
}

function explainFailedInstall(output) {
  if (output.indexOf("ENOSPC") !== -1) {
    stop(
      "the disk of " +
        projectRoot +
        " is full: the packages need about " +
        MEGABYTES_TO_INSTALL +
        " MB.",
    );
  }
  if (output.indexOf("EACCES") !== -1 || output.indexOf("EROFS") !== -1) {
    stop(
      "this user may not write to " + projectRoot + " or to npm's cache, and packages go there.",
    );
  }
  process.stderr.write(output);
  stop("npm could not install the packages: see its output above.");
}

function runNpm(args) {
  var npmScript = process.env.npm_execpath;
  var isScript = npmScript !== undefined && /npm-cli\.c?js$/.test(npmScript);
  var child = isScript
    ? childProcess.spawn(process.execPath, [npmScript].concat(args), { cwd: projectRoot })
    : childProcess.spawn("npm", args, { cwd: projectRoot, shell: process.platform === "win32" });
  var output = "";
  function collect(chunk) {
    output += chunk;
  }
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  return new Promise(function (resolve) {
    child.on("error", function (error) {
      resolve({ code: 1, output: "npm could not be run: " + error.message + "\n" });
    });
    child.on("close", function (code) {
      resolve({ code: code, output: output });
    });
  });
}

function seconds(startedAt) {
  return Math.round((Date.now() - startedAt) / 1000);
}

/** The channel tells the program when this process is gone; signals are passed on to it. */
function run(program, args) {
  var child = childProcess.spawn(
    pinnedNode(),
    ["--import", "tsx", path.join("scripts", program)].concat(args),
    {
      cwd: projectRoot,
      stdio: ["inherit", "inherit", "inherit", "ipc"],
      env: Object.assign({}, process.env, {
        PATH: path.join(projectRoot, "node_modules", ".bin") + path.delimiter + process.env.PATH,
      }),
    },
  );
  ["SIGINT", "SIGTERM", "SIGHUP"].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  if (process.env.npm_lifecycle_event !== undefined) endWithParent(child);
  child.on("error", function (error) {
    stop("the pinned Node.js could not be run: " + error.message);
  });
  child.on("exit", function (code) {
    process.exit(code === null ? 1 : code);
  });
}

/** npm passes signals on to the shell it runs scripts in, which may die without a word to anybody. */
function endWithParent(child) {
  var parent = process.ppid;
  var timer = setInterval(function () {
    if (process.ppid === parent) return;
    clearInterval(timer);
    child.kill("SIGTERM");
  }, 250);
}
