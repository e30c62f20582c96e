/** Linear equations by elimination with pivots; for a handful of unknowns. The matrix must be positive definite. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column; i < size; i++) {
      if (Math.abs(rows[i]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = i;
    }
    const swapped = rows[pivot] as number[];
    rows[pivot] = rows[column] as number[];
    rows[column] = swapped;
    for (const [i, row] of rows.entries()) {
      if (i === column) continue;
      const factor = (row[column] ?? 0) / (swapped[column] as number);
      for (let j = column; j <= size; j++) row[j] = (row[j] ?? 0) - factor * (swapped[j] ?? 0);
    }
  }
  return rows.map((row, i) => (row[size] ?? 0) / (row[i] ?? 1));
}
