// Puts the clock of the Node.js process that loads it so many milliseconds ahead as
// OPSPULSE_TEST_AHEAD_MS says. The database is another process, and keeps the right time.
const aheadMs = Number(process.env.OPSPULSE_TEST_AHEAD_MS);
const now = Date.now;

Date.now = () => now() + aheadMs;
globalThis.Date = new Proxy(Date, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [target.now()] : given, newTarget),
});
