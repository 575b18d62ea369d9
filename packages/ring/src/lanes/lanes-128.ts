/*
 * Vectors over Z/2¹²⁸, four 32-bit limbs a lane, least significant first. They carry the exact integers of
 * statistics and regression, whose sums outgrow 32 bits; a few thousand lanes at most.
 */

export type Lanes128 = Uint32Array<ArrayBuffer>

export const LIMBS_128 = 4
const MODULUS = 1n << 128n
const HALF = 1n << 127n
const LIMB_MASK = 0xffff_ffffn
const LIMB = 0x1_0000_0000

/** target += addend, lane by lane mod 2¹²⁸. Both [4 · lanes]. */
export function addLanes128(target: Lanes128, addend: Uint32Array): void {
  for (let start = 0; start < target.length; start += LIMBS_128) {
    let carry = 0
    for (let limb = start; limb < start + LIMBS_128; limb++) {
      const sum = (target[limb] ?? 0) + (addend[limb] ?? 0) + carry
      target[limb] = sum
      carry = sum >= LIMB ? 1 : 0
    }
  }
}

/** target −= subtrahend, lane by lane mod 2¹²⁸. Both [4 · lanes]. */
export function subtractLanes128(target: Lanes128, subtrahend: Uint32Array): void {
  for (let start = 0; start < target.length; start += LIMBS_128) {
    let borrow = 0
    for (let limb = start; limb < start + LIMBS_128; limb++) {
      const difference = (target[limb] ?? 0) - (subtrahend[limb] ?? 0) - borrow
      target[limb] = difference
      borrow = difference < 0 ? 1 : 0
    }
  }
}

/**
 * @param values each reduced mod 2¹²⁸; negative ones wrap
 * @returns [4 · values.length]
 */
export function lanes128FromIntegers(values: readonly bigint[]): Lanes128 {
  const lanes = new Uint32Array(LIMBS_128 * values.length)
  for (const [index, value] of values.entries()) {
    let rest = ((value % MODULUS) + MODULUS) % MODULUS
    for (let limb = 0; limb < LIMBS_128; limb++) {
      lanes[LIMBS_128 * index + limb] = Number(rest & LIMB_MASK)
      rest >>= 32n
    }
  }
  return lanes
}

/** The residues nearest to 0, each in [−2¹²⁷, 2¹²⁷). `lanes` is [4 · n], the result [n]. */
export function integersFromLanes128(lanes: Uint32Array): bigint[] {
  return Array.from({ length: lanes.length / LIMBS_128 }, (_, index) => {
    let value = 0n
    for (let limb = LIMBS_128 - 1; limb >= 0; limb--)
      value = (value << 32n) | BigInt(lanes[LIMBS_128 * index + limb] ?? 0)
    return value >= HALF ? value - MODULUS : value
  })
}
