/** Long work that pauses between its steps. */
export type Stepwise<Result> = Generator<void, Result>;

export function atOnce<Result>(steps: Stepwise<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Lets the process hear that it is to stop, and send what it has to say, between two steps. */
export async function inTurns<Result>(steps: Stepwise<Result>): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
