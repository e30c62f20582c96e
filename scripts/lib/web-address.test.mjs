import { expect, test } from "vitest";
import { chooseWeb } from "./web-address.mjs";

test.each(["4190", "6000", "10080"])("port %s, on which no browser opens a page, is refused at once", async (port) => {
  // Nor does Node's fetch: the launcher would wait for its own web in vain, and say that it did not answer.
  const error = await fetch(`http://127.0.0.1:${port}`).catch(({ cause }) => cause);
  expect(error.message).toBe("bad port");
  await expect(chooseWeb({ PORT: port })).rejects.toThrow(
    `Browsers open no page on port ${port}: choose another PORT.`,
  );
});

test.each(["0", "65536", "3000.5", "http"])("PORT=%s is no port", async (port) => {
  await expect(chooseWeb({ PORT: port })).rejects.toThrow(
    `PORT must be a whole number from 1 to 65535, was "${port}".`,
  );
});
