/** Sizes of a tensor, outermost first; `[]` is a single number. */
export type Shape = readonly number[];

export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

export const shapeText = (shape: Shape): string => `[${shape.join(", ")}]`;

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, i) => size === b[i]);

/** @param axis  may count from the end: −1 is the last */
export function axisOf(op: string, shape: Shape, axis: number): number {
  const at = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(at) || at < 0 || at >= shape.length) {
    throw shapeError(op, [shape], `axis must be within the ${shape.length} dimensions, was ${axis}`);
  }
  return at;
}

/** Numpy's rule: dimensions are compared from the end, and one of them may be 1 or missing. */
export function broadcast(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[a.length - rank + i] ?? 1;
    const right = b[b.length - rank + i] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw shapeError(op, [a, b], `dimension ${i} must be equal or 1, was ${left} and ${right}`);
    }
    return left === 1 ? right : left;
  });
}

export const shapeError = (op: string, shapes: readonly Shape[], rule: string): RangeError =>
  new RangeError(`${op} of ${shapes.map(shapeText).join(" and ")}: ${rule}`);
