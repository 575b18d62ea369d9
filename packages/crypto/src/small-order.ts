import { bytesToHex } from "@noble/hashes/utils.js"

/*
 * Public keys on which nobody's secret has a say. Both curves are over p = 2²⁵⁵ − 19 and have eight such points, of
 * few coordinates, so that comparing tells them: for the relay, which sees five keys and signatures of each owner in
 * each round, that is a hundred times quicker than the curve's arithmetic.
 * @see Chalkias, Garillot and Nikolaenko 2020, table 1; Langley, Hamburg and Turner 2016 (RFC 7748), section 6
 */

/** y of the points whose order divides 8 on Ed25519: of orders 1, 2, 4, and 8 twice. Their x differ in sign only. */
const ED25519_Y: ReadonlySet<string> = new Set([
  `01${"00".repeat(31)}`,
  `ec${"ff".repeat(30)}7f`,
  "00".repeat(32),
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
])

/** u of the points whose order divides 8 on Curve25519 and on its twist: 0, 1, p − 1, of order 8 twice; and p, p + 1. */
const X25519_U: ReadonlySet<string> = new Set([
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  `ec${"ff".repeat(30)}7f`,
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
])

/**
 * Whether one signature under this Ed25519 key fits few messages, and all platforms read the key alike: not of small
 * order, its y below p. Whether it is a point at all shows when a signature is checked.
 * @param publicKey [32]
 */
export function isSoundSigningKey(publicKey: Uint8Array): boolean {
  const y = withoutTopBit(publicKey)
  return !ED25519_Y.has(y) && !isAtLeastP(y)
}

/**
 * Whether anybody can agree on a secret with this X25519 key: with one of small order every secret gives zeros,
 * because X25519 multiplies by 8.
 * @param publicKey [32]
 */
export function isSoundAgreementKey(publicKey: Uint8Array): boolean {
  return !X25519_U.has(withoutTopBit(publicKey))
}

/** The coordinate in hexadecimal. The top bit is the sign of x on Ed25519 and ignored on X25519. */
function withoutTopBit(publicKey: Uint8Array): string {
  const coordinate = publicKey.slice()
  coordinate[31] = (coordinate[31] ?? 0) & 0x7f
  return bytesToHex(coordinate)
}

/** 19 numbers below 2²⁵⁵ are p or more. */
function isAtLeastP(coordinate: string): boolean {
  return coordinate.endsWith(`${"ff".repeat(30)}7f`) && coordinate >= "ed"
}
