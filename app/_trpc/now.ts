import "server-only";

/** The wall's time when a page is rendered, µs: ages in its text agree with the browser's first render. */
export const nowMicros = (): number => Date.now() * 1000;
