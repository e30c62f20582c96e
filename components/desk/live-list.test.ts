import { expect, test } from "vitest";
import { type ListPage, LiveList } from "./live-list";

const page = (rows: readonly string[], nextCursor: string | null = null): ListPage<string> => ({ rows, nextCursor });

function setup(first: ListPage<string>, answers: (ListPage<string> | Error)[] = []) {
  const asked: (string | null)[] = [];
  const list = new LiveList(first, {
    idOf: (row) => row,
    load: (cursor) => {
      asked.push(cursor);
      const answer = answers.shift() ?? page([]);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  return { list, asked, rows: () => list.state.get().rows };
}

test("what happened last comes first, and what is sent twice is shown once", () => {
  const { list, rows } = setup(page(["b", "a"]));
  list.add(["b", "c", "d"]);
  list.add(["d"]);
  expect(rows()).toEqual(["d", "c", "b", "a"]);
});

test("older rows join at the end until there are none", async () => {
  const { list, rows, asked } = setup(page(["d", "c"], "x"), [page(["c", "b"], null)]);
  await list.loadOlder();
  await list.loadOlder();
  expect(rows()).toEqual(["d", "c", "b"]);
  expect(asked).toEqual(["x"]);
});

test("a failed load keeps what is shown and says why", async () => {
  const { list, rows } = setup(page(["a"], "x"), [new Error("no connection")]);
  await list.loadOlder();
  expect(rows()).toEqual(["a"]);
  expect(list.state.get()).toMatchObject({ problem: "no connection", isLoading: false, cursor: "x" });
});

test("after a break the list is the server's again", async () => {
  const { list, rows } = setup(page(["a"]), [page(["c", "b", "a"])]);
  await list.reload();
  list.add(["c", "d"]);
  expect(rows()).toEqual(["d", "c", "b", "a"]);
});
