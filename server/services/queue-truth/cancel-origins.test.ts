import { expect, test } from "vitest";
import type { QueueModelSettings } from "@/server/domain/desk-settings";
import { KIND } from "@/server/domain/market-block";
import { ABC } from "@/server/testing/engine-run";
import { market } from "@/server/testing/market-builder";
import { CancelOrigins } from "./cancel-origins";
import { rowsOf } from "./rows-of";
import { ShadowField } from "./shadow-field";

const MODELS: readonly QueueModelSettings[] = [{ kind: "riskAverse" }, { kind: "power", exponent: 1 }];
const bid = (id: number, size: string, traded = false) => ({ id, side: "buy", price: "99.99", size, traded }) as const;

// Worked by hand: 3 (orders 1 and 2) stand before the probe. What trades, and what goes while nobody stands behind, does not count.
test("a cancel is noted by the share that stood behind, with its side and what each model says", () => {
  const field = new ShadowField({ spec: ABC, models: [...MODELS, { kind: "exact" }] });
  const cancels = new CancelOrigins(field, MODELS);
  const m = market(ABC)
    .at(0)
    .snapshot({ bids: [["99.98", "9"]], asks: [["100.01", "4"]] });
  m.order(bid(1, "2"))
    .order(bid(2, "1"))
    .book({ bids: [["99.99", "3"]] });
  for (const row of rowsOf(m.take())) field.apply(row);
  const probe = field.enter({ side: 0, priceTicks: 9_999, lots: 50, at: field.market.book.updatedAt() });
  m.at(10).order(bid(1, "1.5")).at(20).order(bid(1, "2")).order(bid(1, "0")).order(bid(1, "1.5")).at(30);
  m.order(bid(3, "1"))
    .at(40)
    .order(bid(2, "0"))
    .at(50)
    .order(bid(3, "0.5", true));
  const seen: string[] = [];
  for (const row of rowsOf(m.take())) {
    const change = field.apply(row);
    if (row.kind === KIND.order && change && probe) cancels.see(change, row, [probe]);
    seen.push(
      cancels
        .groups()
        .map(({ fromShare, cancels: count }) => `${fromShare}: ${count}`)
        .join(),
    );
  }
  // At 20 ms order 1 (1.5 left) grows to 2, which puts it behind the probe and takes nothing back. It then cancels from
  // behind, 2 of 3, and comes anew with 1.5. Order 3 joins, and at 40 ms the last 1 before the probe goes: 2.5 of 3.5
  // stood behind. At 50 ms order 3 trades.
  expect(seen.at(-1)).toBe("0.6: 1,0.7: 1");
  expect(cancels.groups().map(({ fromBehind, behindShare, guessed }) => [fromBehind, behindShare, guessed])).toEqual([
    [
      1,
      2 / 3,
      [
        { model: "riskAverse", fromBehind: 1 },
        { model: "power(1)", fromBehind: 0.666667 },
      ],
    ],
    [
      0,
      2.5 / 3.5,
      [
        { model: "riskAverse", fromBehind: 1 },
        { model: "power(1)", fromBehind: 0.714286 },
      ],
    ],
  ]);
});
