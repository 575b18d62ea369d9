/** Rows ready to train on, row-major and dense. */
export type Examples = {
  /** [rows × features], scaled and encoded, in the schema's column order. */
  features: Float32Array<ArrayBuffer>
  /** [rows × outputs]: one-hot classes, or the scaled number. */
  targets: Float32Array<ArrayBuffer>
  rows: number
}
