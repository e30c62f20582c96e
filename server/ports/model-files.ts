/** The files of model versions: `<root>/<model>/<version>/…`, written once. */
export const MODEL_FILES = ["model.onnx", "manifest.json", "explain.json"] as const;
export type ModelFileName = (typeof MODEL_FILES)[number];
export type VersionPlace = Readonly<{ model: string; version: number }>;

export type ModelFiles = Readonly<{
  /**
   * All of them or none, on disk before it returns. What a crash left at the place is replaced: call it only for a
   * version that no row speaks of yet.
   *
   * @throws AppError unavailable when the disk is full or may not be written
   */
  install: (place: VersionPlace, files: Readonly<Partial<Record<ModelFileName, Uint8Array>>>) => Promise<void>;
  /**
   * @param sha256  hexadecimal; null takes what is there
   * @throws AppError not_found; AppError refused when the bytes are not those of `sha256`
   */
  read: (place: VersionPlace, file: ModelFileName, sha256: string | null) => Promise<Uint8Array>;
  /** Where a file lies, for a process that opens it by itself. */
  pathOf: (place: VersionPlace, file: ModelFileName) => string;
}>;
