export type Quadrature = Readonly<{ points: Float64Array; weights: Float64Array }>;

/** Integrates polynomials of degree 2 count − 1 over [0, 1] exactly (Abramowitz & Stegun, 25.4.29 and 25.4.30). @param count 1 to 64 */
export function gaussLegendre(count: number): Quadrature {
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    // Newton's method doubles the digits each time.
    for (let step = 0; step < 8; step++) {
      const [value, before] = legendre(count, x);
      slope = (count * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    points[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}

function legendre(degree: number, x: number): readonly [value: number, before: number] {
  let [before, value] = [1, x];
  for (let k = 2; k <= degree; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return [value, before];
}
