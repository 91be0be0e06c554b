// Keeps the Node.js process that loads it on loopback, whatever opens the socket: a connection, a
// datagram or a DNS question for anywhere else fails before a packet leaves, and is a line of the
// file that OPSPULSE_STRAY_DIALS names. It patches built-in modules, and does nothing else. In
// CommonJS, because worker threads may run their script before what `--import` names.
const dgram = require("node:dgram");
const dns = require("node:dns");
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const net = require("node:net");

/** @param {unknown} host */
function isLoopback(host) {
  const name = String(host).toLowerCase();
  const isIpv4Loopback = /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/.test(name);
  return name === "localhost" || name === "::1" || isIpv4Loopback;
}

/** Writes down where the process was going, and returns the error for its caller. */
function refuse(/** @type {string} */ target) {
  const error = Object.assign(new Error(`Only loopback may be dialled, and not ${target}`), {
    code: "ECONNREFUSED",
  });
  const file = process.env.OPSPULSE_STRAY_DIALS;
  if (file !== undefined) {
    const calls = (error.stack ?? "").split("\n").slice(1);
    const stack = calls.map((line) => line.trim()).join(" < ");
    fs.appendFileSync(file, `${process.pid} ${target} ${stack}\n`);
  }
  return error;
}

/**
 * Replaces a method by what `wrap` makes of it.
 * @param {object} owner
 * @param {string} name
 * @param {(original: (...args: unknown[]) => unknown) => (...args: unknown[]) => unknown} wrap
 */
function replace(owner, name, wrap) {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  if (typeof descriptor?.value !== "function") return;
  const value = wrap(descriptor.value);
  // Its name, its length, and what `util.promisify` makes of it.
  Object.defineProperties(value, Object.getOwnPropertyDescriptors(descriptor.value));
  Object.defineProperty(owner, name, { ...descriptor, value });
}

/**
 * Where any call of `Socket.connect` leads: options, `(port, host)`, a path, or Node's own array of
 * these. Null is a socket of this machine's file system.
 * @param {readonly unknown[]} args
 */
function dialledTarget(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "object" && first !== null) {
    return first.path ? null : { host: first.host ?? "localhost", port: first.port };
  }
  if (typeof first === "string" && !/^\d+$/.test(first)) return null;
  return { host: typeof second === "string" ? second : "localhost", port: first };
}

replace(net.Socket.prototype, "connect", (connect) => {
  return function (/** @type {unknown[]} */ ...args) {
    const target = dialledTarget(args);
    if (target === null) return Reflect.apply(connect, this, args);
    if (!isLoopback(target.host)) {
      const error = refuse(`${target.host}:${target.port}`);
      // As a real refusal: not before the caller has the socket in hand.
      this.connecting = true;
      process.nextTick(() => this.destroy(error));
      return this;
    }
    // A look-up of the caller's own may say that localhost is elsewhere.
    this.prependListener("lookup", (/** @type {unknown} */ _, /** @type {unknown} */ address) => {
      if (address && !isLoopback(address)) this.destroy(refuse(`${address}:${target.port}`));
    });
    return Reflect.apply(connect, this, args);
  };
});

for (const method of ["send", "connect"]) {
  replace(dgram.Socket.prototype, method, (original) => {
    return function (/** @type {unknown[]} */ ...args) {
      const host = args.slice(1).find((value) => typeof value === "string") ?? "localhost";
      if (!isLoopback(host)) throw refuse(`${host}:udp`);
      return Reflect.apply(original, this, args);
    };
  });
}

/** An address needs no question, so only names are refused. */
const isAsked = (/** @type {unknown} */ name) =>
  typeof name === "string" && name !== "" && !isLoopback(name) && net.isIP(name) === 0;

const questions = Object.keys(dns).filter((name) => /^(?:lookup|resolve|reverse)/.test(name));

for (const owner of [dns, dns.Resolver.prototype]) {
  for (const method of questions) {
    replace(owner, method, (ask) => {
      return function (/** @type {unknown[]} */ ...args) {
        const callback = args.at(-1);
        if (!isRefused(this, method, args[0])) return Reflect.apply(ask, this, args);
        const error = refuse(`${args[0]}:dns`);
        if (typeof callback !== "function") throw error;
        process.nextTick(callback, error);
        return {};
      };
    });
  }
}

for (const owner of [dns.promises, dns.promises.Resolver.prototype]) {
  for (const method of questions) {
    replace(owner, method, (ask) => {
      return function (/** @type {unknown[]} */ ...args) {
        if (!isRefused(this, method, args[0])) return Reflect.apply(ask, this, args);
        return Promise.reject(refuse(`${args[0]}:dns`));
      };
    });
  }
}

/**
 * `lookup` reads an address or the hosts file; every other question leaves the machine, unless it is
 * for a test's own name server.
 * @param {unknown} owner
 * @param {string} method
 * @param {unknown} name
 */
function isRefused(owner, method, name) {
  return method === "lookup" ? isAsked(name) : typeof name === "string" && !asksTest(owner);
}

/**
 * Whether a resolver asks only servers on loopback with a port of their own: on the port of DNS, the
 * machine's own server would pass the question on.
 */
function asksTest(/** @type {unknown} */ owner) {
  const isResolver = owner instanceof dns.Resolver || owner instanceof dns.promises.Resolver;
  return isResolver && owner.getServers().every((server) => /^127(?:\.\d+){3}:\d+$/.test(server));
}

syncBuiltinESMExports();
