/** Types of the parts of database.mjs that tests use. */

/** Creates a database when it is not there; `isFresh` drops it first. */
export function ensureDatabase(adminUrl: string, name: string, options?: { isFresh?: boolean }): Promise<void>;

export function dropDatabase(adminUrl: string, name: string): Promise<void>;

/** The same server, another database. */
export function withDatabase(url: string, name: string): string;
