// Loaded into a child with `--import`: it must not outlive the process that started it.
if (process.connected) process.on("disconnect", () => process.exit());
