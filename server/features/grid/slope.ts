/** Ordinary least squares of y on x with an intercept: the slope and its t-statistic. NaN where x does not vary. */
export function slopeOf(x: Float64Array, y: Float64Array): Readonly<{ slope: number; t: number }> {
  const n = x.length;
  let [meanX, meanY] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanX += x[i] as number;
    meanY += y[i] as number;
  }
  meanX /= n;
  meanY /= n;
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const dx = (x[i] as number) - meanX;
    const dy = (y[i] as number) - meanY;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  if (xx === 0) return { slope: Number.NaN, t: Number.NaN };
  const slope = xy / xx;
  const residual = Math.max(0, yy - slope * xy) / (n - 2);
  return { slope, t: residual === 0 ? Number.NaN : slope / Math.sqrt(residual / xx) };
}
