/**
 * Preloaded into every process of ours: leave when the launcher is gone, however it went
 * (kill -9, a closed terminal, out of memory). A process that does not leave by itself
 * within the grace is ended: everything of ours survives kill -9, an orphan helps nobody.
 */
const launcher = Number(process.env.LAUNCHER_PID);
const lookEveryMs = 200;
const graceMs = 500;

// Processes that ours start inherit the flag but have another parent: they are not watched.
if (launcher > 0 && process.ppid === launcher) {
  const timer = setInterval(() => {
    if (process.ppid === launcher) return;
    clearInterval(timer);
    setTimeout(() => process.kill(process.pid, "SIGKILL"), graceMs);
    process.kill(process.pid, "SIGTERM");
  }, lookEveryMs);
  timer.unref();
}
