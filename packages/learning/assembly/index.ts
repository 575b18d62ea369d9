/*
 * The passes that a relay makes over every update of every owner, four entries at a time. Vectors are float32, sums
 * float64; counts are multiples of four, so whoever calls pads.
 */

/** 1.5 · 2⁵²: a float64 plus and minus this is the nearest integer, for magnitudes up to 2⁵¹. */
const ROUNDER: f64 = 6755399441055744.0

export function heapBase(): usize {
  return __heap_base
}

// @ts-ignore: decorator
@inline
function low(four: v128): v128 {
  return f64x2.promote_low_f32x4(four)
}

// @ts-ignore: decorator
@inline
function high(four: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(four, four, 2, 3, 2, 3))
}

/** Σ (one − other)² over `count` entries. */
export function squaredDistance(one: usize, other: usize, count: usize): f64 {
  let first = f64x2.splat(0)
  let second = f64x2.splat(0)
  for (const end = one + (count << 2); one < end; one += 16, other += 16) {
    const left = v128.load(one)
    const right = v128.load(other)
    const nearer = f64x2.sub(low(left), low(right))
    const farther = f64x2.sub(high(left), high(right))
    first = f64x2.add(first, f64x2.mul(nearer, nearer))
    second = f64x2.add(second, f64x2.mul(farther, farther))
  }
  const both = f64x2.add(first, second)
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1)
}

/** sums += weight · round(scale · vector), over `count` entries. */
export function addRounded(sums: usize, vector: usize, count: usize, scale: f64, weight: f64): void {
  const scales = f64x2.splat(scale)
  const weights = f64x2.splat(weight)
  const rounder = f64x2.splat(ROUNDER)
  for (const end = vector + (count << 2); vector < end; vector += 16, sums += 32) {
    const four = v128.load(vector)
    const nearer = f64x2.sub(f64x2.add(f64x2.mul(low(four), scales), rounder), rounder)
    const farther = f64x2.sub(f64x2.add(f64x2.mul(high(four), scales), rounder), rounder)
    v128.store(sums, f64x2.add(v128.load(sums), f64x2.mul(weights, nearer)))
    v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.mul(weights, farther)), 16)
  }
}
