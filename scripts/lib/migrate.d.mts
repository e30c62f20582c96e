/** Types of migrate.mjs. */

/** Brings a database up to date, the queue's schema too; resolves to the names applied now. `dir` defaults to prisma/migrations. */
export function migrate(url: string, dir?: string): Promise<string[]>;
