/** The command line: another thin door over the services. Standard output is the answer, standard error the talk. */
import { runCli } from "./cli/run-cli";

const abort = new AbortController();
process.once("SIGINT", () => abort.abort(new Error("interrupted")));

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const { code, out, err } = await runCli(process.argv.slice(2), { signal: abort.signal, say });
if (err) say(err);
process.exitCode = code;
if (out) process.stdout.write(`${out}\n`);
