/**
 * What a person sees while Tapedeck starts: one line per step with its seconds. A step that
 * takes long shows that it is alive: in place on a terminal, with one extra line elsewhere.
 */
const patienceMs = 1_000;
const frameMs = 250;

/** @param options  `stream`: where to print; `isQuiet`: print only steps that take long; `signal`: begin no more steps */
export function createPrinter({ stream = process.stdout, isQuiet = false, signal } = {}) {
  const isLive = Boolean(stream.isTTY);
  const isColoured = isLive && !process.env.NO_COLOR;
  const paint = (code, text) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text);
  const write = (text) => stream.write(text);
  const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1).padStart(5);
  const line = (mark, { name, since, detail }) => `  ${mark} ${name.padEnd(14)}${seconds(since)} s  ${detail}`;

  return {
    /** Runs `work(say)`; what it says last stands behind the seconds. Resolves with what it returns. */
    async step(name, work) {
      signal?.throwIfAborted();
      const since = performance.now();
      let detail = "";
      let isLong = false;
      const timer = setInterval(() => {
        if (performance.now() - since < patienceMs) return;
        if (isLive) write(`\r\u001b[K${line(paint(36, "…"), { name, since, detail })}`);
        else if (!isLong) write(`  … ${name.padEnd(14)}         ${detail}\n`);
        isLong = true;
      }, frameMs);
      const clear = () => {
        clearInterval(timer);
        if (isLive && isLong) write("\r\u001b[K");
      };
      try {
        const value = await work((text) => {
          detail = text;
        });
        clear();
        if (!isQuiet || isLong) write(`${line(paint(32, "✓"), { name, since, detail: paint(2, detail) })}\n`);
        return value;
      } catch (error) {
        clear();
        write(`${line(paint(31, "✗"), { name, since, detail: "" })}\n`);
        throw error;
      }
    },

    say: (text) => write(`${text}\n`),
    title: (text) => isQuiet || write(`\n  ${paint(1, text)}\n\n`),

    /** The friendly block at the end: `rows` are [name, text]. */
    block(title, rows) {
      const body = rows.map(([name, text]) => `    ${paint(2, name.padEnd(9))}${text}`).join("\n");
      write(`\n  ${paint("1;32", title)}\n\n${body}\n\n`);
    },
  };
}
