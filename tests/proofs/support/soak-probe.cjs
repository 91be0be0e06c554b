// Has the Node.js process that loads it write down what it holds, a line every OPSPULSE_SOAK_EVERY_MS
// to a file of its own in OPSPULSE_SOAK_DIRECTORY. The heap is what is left after a collection.
const fs = require("node:fs");
const path = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");
const { isMainThread } = require("node:worker_threads");

const { OPSPULSE_SOAK_DIRECTORY: directory, OPSPULSE_SOAK_EVERY_MS: everyMs } = process.env;

function countSockets() {
  const open = fs.readdirSync("/proc/self/fd").map((fd) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      // The one that reads the folder is closed by now.
      return "";
    }
  });
  return open.filter((target) => target.startsWith("socket:")).length;
}

if (isMainThread && directory !== undefined) {
  v8.setFlagsFromString("--expose-gc");
  const collect = vm.runInNewContext("gc");
  const file = path.join(directory, String(process.pid));
  setInterval(() => {
    collect();
    const { rss, heapUsed } = process.memoryUsage();
    const active = process.getActiveResourcesInfo();
    const sample = {
      atMs: Date.now(),
      name: process.title,
      rssBytes: rss,
      heapBytes: heapUsed,
      sockets: countSockets(),
      timers: active.filter((kind) => kind === "Timeout").length,
      handles: active.length,
    };
    fs.appendFileSync(file, `${JSON.stringify(sample)}\n`);
  }, Number(everyMs)).unref();
}
