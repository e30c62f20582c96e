/**
 * How every command begins: check Node, then load the command, then run it.
 *
 * The command is loaded dynamically because a static import would be parsed first,
 * and an old Node would answer with a syntax error in place of a sentence.
 */
import { nodeProblem } from "./node-version.mjs";

/** @param load  imports the module whose `main(args)` is the command; it resolves to the exit code */
export function enter(load) {
  const problem = nodeProblem(process.versions.node);
  if (problem !== null) {
    console.error("\n  " + problem + "\n");
    process.exit(1);
  }
  load()
    .then((command) => command.main(process.argv.slice(2)))
    .then(
      (code) => process.exit(code),
      (error) =>
        import("./trouble.mjs").then((trouble) => {
          console.error(trouble.explain(error));
          process.exit(1);
        }),
    );
}
