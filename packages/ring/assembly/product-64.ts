/*
 * Products mod 2⁶⁴ from limbs of 32 bits, two words an element, the low one first. With a = a₀ + 2³² a₁ and b alike,
 * a · b = a₀b₀ + 2³² (a₀b₁ + a₁b₀) mod 2⁶⁴: the first product is summed in 64 bits, the other two need only 32.
 * A multiplication of whole 64-bit lanes costs twice as much, since no common processor has one.
 *
 * The right-hand side is packed into panels of four columns, the low limbs before the high ones, padded with zeros:
 * [⌈columns / 4⌉, inner, 2, 4].
 */

const PANEL: u32 = 4
const ELEMENT: u32 = 8
const PANEL_BYTES: u32 = PANEL * ELEMENT
const ROWS_AT_ONCE: u32 = 2

/** A panel's worth of sums on their way to a matrix with fewer columns left. */
const narrow: usize = memory.data(PANEL_BYTES, 16)

/** packed [⌈columns / 4⌉, inner, 2, 4] from b [inner, columns]. `packed` holds zeros before. */
export function pack64(packed: usize, b: usize, inner: u32, columns: u32): void {
  for (let first: u32 = 0; first < columns; first += PANEL) {
    const width = min(PANEL, columns - first)
    for (let index: u32 = 0; index < inner; index++) {
      const source = b + (index * columns + first) * ELEMENT
      for (let column: u32 = 0; column < width; column++) {
        store<u32>(packed + 4 * column, load<u32>(source + ELEMENT * column))
        store<u32>(packed + 4 * column, load<u32>(source + ELEMENT * column, 4), 16)
      }
      packed += PANEL_BYTES
    }
  }
}

/**
 * Lay the rows of a, [rows, inner], out as they are read: two by two, [⌊rows / 2⌋, inner, 2], then the last one.
 * `laid` is as long as `a`.
 */
export function layRows64(laid: usize, a: usize, rows: u32, inner: u32): void {
  const stride = inner * ELEMENT
  let row: u32 = 0
  for (; row + ROWS_AT_ONCE <= rows; row += ROWS_AT_ONCE) {
    for (let offset: u32 = 0; offset < stride; offset += ELEMENT) {
      store<u64>(laid, load<u64>(a + offset))
      store<u64>(laid, load<u64>(a + stride + offset), ELEMENT)
      laid += ROWS_AT_ONCE * ELEMENT
    }
    a += ROWS_AT_ONCE * stride
  }
  memory.copy(laid, a, (rows - row) * stride)
}

/** out [rows, columns] = the laid rows · the packed matrix. */
export function multiply64(out: usize, laid: usize, packed: usize, rows: u32, inner: u32, columns: u32): void {
  for (let first: u32 = 0; first < columns; first += PANEL) {
    const width = min(PANEL, columns - first)
    let target = out + first * ELEMENT
    let source = laid
    let row: u32 = 0
    for (; row + ROWS_AT_ONCE <= rows; row += ROWS_AT_ONCE) {
      twoRows(target, source, packed, inner, columns, width)
      target += ROWS_AT_ONCE * columns * ELEMENT
      source += ROWS_AT_ONCE * inner * ELEMENT
    }
    if (row < rows) oneRow(target, source, packed, inner, width)
    packed += inner * PANEL_BYTES
  }
}

function twoRows(out: usize, rows: usize, panel: usize, inner: u32, columns: u32, width: u32): void {
  let left0 = i64x2.splat(0)
  let right0 = i64x2.splat(0)
  let cross0 = i32x4.splat(0)
  let left1 = i64x2.splat(0)
  let right1 = i64x2.splat(0)
  let cross1 = i32x4.splat(0)
  const end = panel + inner * PANEL_BYTES
  for (; panel < end; panel += PANEL_BYTES) {
    const low = v128.load(panel)
    const high = v128.load(panel, 16)
    let aLow = v128.load32_splat(rows)
    let aHigh = v128.load32_splat(rows, 4)
    left0 = i64x2.add(left0, i64x2.extmul_low_i32x4_u(low, aLow))
    right0 = i64x2.add(right0, i64x2.extmul_high_i32x4_u(low, aLow))
    cross0 = i32x4.add(cross0, i32x4.add(i32x4.mul(high, aLow), i32x4.mul(low, aHigh)))
    aLow = v128.load32_splat(rows, 8)
    aHigh = v128.load32_splat(rows, 12)
    left1 = i64x2.add(left1, i64x2.extmul_low_i32x4_u(low, aLow))
    right1 = i64x2.add(right1, i64x2.extmul_high_i32x4_u(low, aLow))
    cross1 = i32x4.add(cross1, i32x4.add(i32x4.mul(high, aLow), i32x4.mul(low, aHigh)))
    rows += ROWS_AT_ONCE * ELEMENT
  }
  put(out, left0, right0, cross0, width)
  put(out + columns * ELEMENT, left1, right1, cross1, width)
}

function oneRow(out: usize, a: usize, panel: usize, inner: u32, width: u32): void {
  let left = i64x2.splat(0)
  let right = i64x2.splat(0)
  let cross = i32x4.splat(0)
  const end = a + inner * ELEMENT
  for (; a < end; a += ELEMENT) {
    const low = v128.load(panel)
    const high = v128.load(panel, 16)
    panel += PANEL_BYTES
    const aLow = v128.load32_splat(a)
    const aHigh = v128.load32_splat(a, 4)
    left = i64x2.add(left, i64x2.extmul_low_i32x4_u(low, aLow))
    right = i64x2.add(right, i64x2.extmul_high_i32x4_u(low, aLow))
    cross = i32x4.add(cross, i32x4.add(i32x4.mul(high, aLow), i32x4.mul(low, aHigh)))
  }
  put(out, left, right, cross, width)
}

/** The first `width` of four sums: the next row begins right behind them. */
function put(out: usize, left: v128, right: v128, cross: v128, width: u32): void {
  const target = width == PANEL ? out : narrow
  v128.store(target, i64x2.add(left, i64x2.shl(i64x2.extend_low_i32x4_u(cross), 32)))
  v128.store(target, i64x2.add(right, i64x2.shl(i64x2.extend_high_i32x4_u(cross), 32)), 16)
  if (target == out) return
  memory.copy(out, narrow, width * ELEMENT)
  memory.fill(narrow, 0, PANEL_BYTES)
}
