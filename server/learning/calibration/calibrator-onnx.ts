/** The same calibration as operators of a graph, so that the served file holds it. */
import { type GraphBuilder, int } from "@/server/learning/onnx/graph-builder";
import { type Calibrator, calibratedClasses } from "./calibrator";
import { type IsotonicCurve, segmentsOf } from "./isotonic";
import { type PlattLine, SAID_MIN } from "./platt";

const FLOAT = int(1);
const INT64 = int(7);

/**
 * @param probabilities name of a tensor [N, classes]
 * @returns             name of the calibrated one
 */
export function appendCalibrator(
  builder: GraphBuilder,
  calibrator: Calibrator,
  { probabilities, classes }: Readonly<{ probabilities: string; classes: number }>,
): string {
  if (calibrator.kind === "none") return probabilities;
  const columns = calibratedClasses(classes).map((k, i) => {
    const said = builder.node("Gather", [probabilities, builder.ints([k])], { axis: int(1) });
    const curve = calibrator.curves[i] as IsotonicCurve | PlattLine;
    return "slope" in curve ? platt(builder, curve, said) : isotonic(builder, curve, said);
  });
  const axis = { axis: int(1) };
  if (classes === 2) {
    const [up] = columns as [string];
    return builder.node("Concat", [builder.node("Sub", [builder.floats([1]), up]), up], axis);
  }
  const all = builder.node("Concat", columns, axis);
  return builder.node("Div", [all, builder.node("ReduceSum", [all, builder.ints([1])], { keepdims: int(1) })]);
}

/** The number of knots that are reached finds the segment. */
function isotonic(builder: GraphBuilder, curve: IsotonicCurve, said: string): string {
  const segments = segmentsOf(curve);
  const reached = builder.node("GreaterOrEqual", [said, builder.floats(curve.x, [1, curve.x.length])]);
  const counted = builder.node("ReduceSum", [builder.node("Cast", [reached], { to: FLOAT }), builder.ints([1])], {
    keepdims: int(1),
  });
  const segment = builder.node("Cast", [counted], { to: INT64 });
  const table = (values: readonly number[]) => builder.node("Gather", [builder.floats(values), segment]);
  const beyond = builder.node("Sub", [said, table(segments.map(({ from }) => from))]);
  const rise = builder.node("Mul", [beyond, table(segments.map(({ slope }) => slope))]);
  return builder.node("Add", [rise, table(segments.map(({ value }) => value))]);
}

function platt(builder: GraphBuilder, { slope, intercept }: PlattLine, said: string): string {
  const inside = builder.node("Clip", [said, builder.floats([SAID_MIN], []), builder.floats([1 - SAID_MIN], [])]);
  const rest = builder.node("Sub", [builder.floats([1]), inside]);
  const logOdds = builder.node("Sub", [builder.node("Log", [inside]), builder.node("Log", [rest])]);
  const scaled = builder.node("Mul", [logOdds, builder.floats([slope])]);
  return builder.node("Sigmoid", [builder.node("Add", [scaled, builder.floats([intercept])])]);
}
