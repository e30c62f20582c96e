/** What every TapeIndex guarantees. */
import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import type { TapeFile } from "@/server/ports/tape";
import { AT } from "@/server/testing/rows";
import { freshName, type StoresHarness } from "./stores";

export function tapeIndexContract(setup: () => Promise<StoresHarness>): void {
  test("tape files are listed by time, told anew when they are sealed, and gone with their tape", async () => {
    const { tapeIndex } = await setup();
    const desk = freshName("desk");
    const file = (epoch: number, hour: number): TapeFile => ({
      tape: `${desk}/${epoch}`,
      file: `2024-08-08T0${hour}.arrow`,
      from: micros(AT + hour * 3_600_000_000 + 1),
      to: micros(AT + hour * 3_600_000_000 + 7),
      firstRow: hour * 10,
      rows: 10,
      bytes: 2 ** 40,
      sha256: "ab",
    });
    await tapeIndex.addFiles([file(1, 2), file(1, 1), file(2, 3)]);
    await tapeIndex.addFiles([{ ...file(1, 2), rows: 11 }]);
    await tapeIndex.addFiles([]);
    expect(await tapeIndex.listFiles(desk)).toEqual([file(1, 1), { ...file(1, 2), rows: 11 }, file(2, 3)]);
    expect(await tapeIndex.listFiles(`${desk}/2`)).toEqual([file(2, 3)]);
    expect(await tapeIndex.listFiles(desk.slice(0, -1))).toEqual([]);
    await tapeIndex.removeTapes([`${desk}/1`]);
    expect(await tapeIndex.listFiles(desk)).toEqual([file(2, 3)]);
  });
}
