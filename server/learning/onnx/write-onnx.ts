/** Plain data to the bytes of an ONNX file. The same model gives the same bytes: they are hashed. */
import {
  ONNX_TYPES,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
  OPSET,
} from "./onnx-model";
import { ProtobufWriter } from "./protobuf-writer";

/** Of opset 18. */
const IR_VERSION = 8;
const OPSETS = { "": OPSET, "ai.onnx.ml": 3, "com.microsoft": 1 } as const;
/** AttributeProto.AttributeType. */
const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7, strings: 8 } as const;

export function writeOnnx(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const graph = new ProtobufWriter();
  for (const node of model.nodes) graph.message(1, writeNode(node));
  graph.text(2, model.name);
  for (const tensor of model.initializers) graph.message(5, writeTensor(tensor));
  for (const value of model.inputs) graph.message(11, writeValue(value));
  for (const value of model.outputs) graph.message(12, writeValue(value));
  const file = new ProtobufWriter().int(1, IR_VERSION).text(2, "tapedeck").message(7, graph);
  const domains = new Set<OnnxNode["domain"]>(["", ...model.nodes.map((node) => node.domain)]);
  for (const domain of domains) file.message(8, new ProtobufWriter().text(1, domain).int(2, OPSETS[domain]));
  for (const [key, value] of Object.entries(model.metadata)) {
    file.message(14, new ProtobufWriter().text(1, key).text(2, value));
  }
  return file.finish();
}

function writeNode(node: OnnxNode): ProtobufWriter {
  const out = new ProtobufWriter();
  for (const name of node.inputs) out.text(1, name);
  for (const name of node.outputs) out.text(2, name);
  out.text(3, node.outputs[0] ?? "").text(4, node.op);
  for (const [name, attribute] of Object.entries(node.attributes)) out.message(5, writeAttribute(name, attribute));
  return node.domain === "" ? out : out.text(7, node.domain);
}

function writeAttribute(name: string, attribute: OnnxAttribute): ProtobufWriter {
  const out = new ProtobufWriter().text(1, name);
  switch (attribute.kind) {
    case "float":
      out.float(2, attribute.value);
      break;
    case "int":
      out.int(3, attribute.value);
      break;
    case "string":
      out.text(4, attribute.value);
      break;
    case "tensor":
      out.message(5, writeTensor(attribute.value));
      break;
    case "floats":
      out.packedFloats(7, attribute.value);
      break;
    case "ints":
      out.packedInts(8, attribute.value);
      break;
    case "strings":
      for (const text of attribute.value) out.text(9, text);
      break;
  }
  return out.int(20, ATTRIBUTE_TYPES[attribute.kind]);
}

function writeTensor(tensor: OnnxTensor): ProtobufWriter {
  const out = new ProtobufWriter();
  for (const dim of tensor.dims) out.int(1, dim);
  return out.int(2, ONNX_TYPES[tensor.type]).text(8, tensor.name).bytes(9, tensor.raw);
}

function writeValue(value: OnnxValue): ProtobufWriter {
  const shape = new ProtobufWriter();
  for (const dim of value.dims) {
    const one = new ProtobufWriter();
    shape.message(1, typeof dim === "number" ? one.int(1, dim) : one.text(2, dim));
  }
  const tensor = new ProtobufWriter().int(1, ONNX_TYPES[value.type]).message(2, shape);
  return new ProtobufWriter().text(1, value.name).message(2, new ProtobufWriter().message(1, tensor));
}
