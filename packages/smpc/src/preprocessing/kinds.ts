/**
 * What a stream of masks is for. The number stands in the nonce, and with it in the protocol: an entry is never
 * renumbered.
 */
export const KINDS = {
  weightMask: 1,
  inputMask: 2,
  product: 3,
  wireMask: 4,
  truncatedMask: 5,
  digitTable: 6,
  topBit: 7,
  andMask: 8,
  andProduct: 9,
  selector: 10,
  selectorProduct: 11,
  scoreKey: 12,
  scoreBit: 13,
  scoreNumber: 14,
} as const

export type Kind = keyof typeof KINDS
