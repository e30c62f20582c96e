import { AppError } from "@/server/domain/errors";

export const PAYLOAD_BYTES_MAX = 256 * 1024;

/** @throws AppError invalid when the text is too long, or holds NUL, which PostgreSQL cannot carry */
export function assertPayload(topic: string, payload: string): void {
  const bytes = Buffer.byteLength(payload);
  if (bytes > PAYLOAD_BYTES_MAX) {
    throw new AppError("invalid", `A message may have ${PAYLOAD_BYTES_MAX} bytes, this one on ${topic} has ${bytes}`);
  }
  if (payload.includes("\0")) throw new AppError("invalid", `The message on ${topic} holds a NUL character`);
}
