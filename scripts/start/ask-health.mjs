// The health check of a container: ends with 0 while the app on PORT serves, whatever else is down.
const port = process.env.PORT || "3000";
try {
  const { ok } = await fetch(`http://127.0.0.1:${port}/api/health/live`);
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
