import { expect, test } from "vitest";
import { parseLatencyTable } from "./latency-table";

const US = 1_723_161_600_000_000;
const rows = [
  { requestAt: US, exchangeAt: US + 40, responseAt: US + 70 },
  { requestAt: US + 1_000, exchangeAt: 0, responseAt: US + 1_090 },
];

test.each([
  ["without a header", `${US},${US + 40},${US + 70}\n${US + 1_000},0,${US + 1_090}\n`],
  ["in ns by their size", `${US}000,${US + 40}999,${US + 70}000\n${US + 1_000}000,0,${US + 1_090}000`],
  [
    "with a header, a comment, blank lines and Windows ends",
    `# measured\r\nreq_ts,exch_ts,resp_ts\r\n\r\n${US},${US + 40},${US + 70}\r\n${US + 1_000},0,${US + 1_090}`,
  ],
  [
    "in another order, with another separator",
    `response_us;request_us;exchange_us\n${US + 70};${US};${US + 40}\n${US + 1_090};${US + 1_000};0`,
  ],
])("rows %s", (_, text) => {
  expect(parseLatencyTable(text)).toEqual(rows);
});

test("a header that says ns is believed, whatever the size", () => {
  expect(parseLatencyTable("request_ns,exchange_ns,response_ns\n1000,2000,3000\n4000,5000,6000")).toEqual([
    { requestAt: 1, exchangeAt: 2, responseAt: 3 },
    { requestAt: 4, exchangeAt: 5, responseAt: 6 },
  ]);
});

test.each([
  ["1,2,3\n4,five,6", 'line 2: exchange must be a whole number of µs or ns, was "five"'],
  ["1,2,3\n4,5", "line 2: response must be a whole number of µs or ns, was missing"],
  ["1,2,3\n-4,5,6", 'line 2: request must be a whole number of µs or ns, was "-4"'],
  ["request,exchange\n1,2", "line 1: the header names no response column"],
  ["request,exchange,response\n\n5,6,7\n5,8,9", "line 4: requests must rise, 5 came after 5"],
  ["1,2,3", "a latency table needs at least two rows, had 1"],
])("refuses %j", (text, message) => {
  expect(() => parseLatencyTable(text)).toThrow(message);
});
