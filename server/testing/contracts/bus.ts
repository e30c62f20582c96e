/** What every Bus guarantees. */
import { expect, test } from "vitest";
import { type Bus, topics } from "@/server/ports/bus";

/** @param connect  another end of the same bus; the caller closes it after the test */
export function busContract(connect: () => Promise<Bus>): void {
  /** The first `count` messages on a topic, in order of arrival. */
  async function collect(bus: Bus, topic: string, count: number) {
    const got: string[] = [];
    let done = (): void => {};
    const all = new Promise<void>((resolve) => (done = resolve));
    const stop = await bus.subscribe(topic, (payload) => {
      got.push(payload);
      if (got.length === count) done();
    });
    return { got, all, stop };
  }

  test("every subscriber of a topic gets its messages in the order of publishing, and nobody else does", async () => {
    const [speaker, first, second] = [await connect(), await connect(), await connect()];
    const wanted = Array.from({ length: 500 }, (_, i) => `message ${i}`);
    const ends = [await collect(first, "a", 500), await collect(first, "a", 500), await collect(second, "a", 500)];
    const own = await collect(speaker, "a", 500);
    const other = await collect(second, "b", 1);
    for (const message of wanted) void speaker.publish("a", message);
    await speaker.publish("b", "the only one");
    await Promise.all([...ends, own, other].map(({ all }) => all));
    for (const { got } of [...ends, own]) expect(got).toEqual(wanted);
    expect(other.got).toEqual(["the only one"]);
  });

  test("equal messages are as many as were published, and an empty one is a message", async () => {
    const [speaker, listener] = [await connect(), await connect()];
    const end = await collect(listener, "a", 4);
    await Promise.all(["same", "same", "same", ""].map((payload) => speaker.publish("a", payload)));
    await end.all;
    expect(end.got).toEqual(["same", "same", "same", ""]);
  });

  test("256 KiB of any characters arrive whole; more is refused", async () => {
    const [speaker, listener] = [await connect(), await connect()];
    const end = await collect(listener, "a", 2);
    const large = "€".repeat(Math.floor((256 * 1024) / 3));
    await Promise.all([speaker.publish("a", large), speaker.publish("a", "'quoted' \\ \"text\" 💥\n")]);
    await end.all;
    expect(end.got).toEqual([large, "'quoted' \\ \"text\" 💥\n"]);
    await expect(speaker.publish("a", `${large}€`)).rejects.toMatchObject({ code: "invalid" });
  });

  test("who ended a subscription gets nothing more; the others go on", async () => {
    const [speaker, listener] = [await connect(), await connect()];
    const ended = await collect(listener, "a", 1);
    const stays = await collect(listener, "a", 2);
    await speaker.publish("a", "one");
    await ended.all;
    ended.stop();
    ended.stop();
    await speaker.publish("a", "two");
    await stays.all;
    expect([ended.got, stays.got]).toEqual([["one"], ["one", "two"]]);
    const again = await collect(listener, "a", 1);
    stays.stop();
    await speaker.publish("a", "three");
    await again.all;
    expect(stays.got).toHaveLength(2);
  });

  test("topics of any name stay apart", async () => {
    const [speaker, listener] = [await connect(), await connect()];
    const ids = ["binance:BTC/USDT", `${"x".repeat(120)}1`, `${"x".repeat(120)}2`, "Ä 'b'"];
    const ends = [];
    for (const id of ids) ends.push(await collect(listener, topics.market(id), 1));
    await Promise.all(ids.map((id) => speaker.publish(topics.market(id), id)));
    await Promise.all(ends.map(({ all }) => all));
    expect(ends.map(({ got }) => got)).toEqual(ids.map((id) => [id]));
  });
}
