/*
 * Products mod 2³². The right-hand side is packed into panels of eight columns, padded with zeros, so that the
 * innermost loop reads it from front to back: [⌈columns / 8⌉, inner, 8]. Four rows of the left-hand side meet a
 * panel at once: eight sums stay in registers, and every vector that is loaded serves four rows.
 */

const PANEL: u32 = 8
const WORD: u32 = 4
const PANEL_BYTES: u32 = PANEL * WORD
const ROWS_AT_ONCE: u32 = 4

/** A panel's worth of sums on their way to a matrix with fewer columns left. */
const narrow: usize = memory.data(PANEL_BYTES, 16)

/** packed [⌈columns / 8⌉, inner, 8] from b [inner, columns]. `packed` holds zeros before. */
export function pack32(packed: usize, b: usize, inner: u32, columns: u32): void {
  for (let first: u32 = 0; first < columns; first += PANEL) {
    const bytes = min(PANEL, columns - first) * WORD
    for (let index: u32 = 0; index < inner; index++) {
      memory.copy(packed, b + (index * columns + first) * WORD, bytes)
      packed += PANEL_BYTES
    }
  }
}

/**
 * Lay the rows of a, [rows, inner], out as they are read: four by four, [⌊rows / 4⌋, inner, 4], then the last ones.
 * `laid` is as long as `a`.
 */
export function layRows32(laid: usize, a: usize, rows: u32, inner: u32): void {
  const stride = inner * WORD
  let row: u32 = 0
  for (; row + ROWS_AT_ONCE <= rows; row += ROWS_AT_ONCE) {
    for (let offset: u32 = 0; offset < stride; offset += WORD) {
      store<i32>(laid, load<i32>(a + offset))
      store<i32>(laid, load<i32>(a + stride + offset), 4)
      store<i32>(laid, load<i32>(a + 2 * stride + offset), 8)
      store<i32>(laid, load<i32>(a + 3 * stride + offset), 12)
      laid += ROWS_AT_ONCE * WORD
    }
    a += ROWS_AT_ONCE * stride
  }
  memory.copy(laid, a, (rows - row) * stride)
}

/** out [rows, columns] = the laid rows · the packed matrix. */
export function multiply32(out: usize, laid: usize, packed: usize, rows: u32, inner: u32, columns: u32): void {
  for (let first: u32 = 0; first < columns; first += PANEL) {
    const width = min(PANEL, columns - first)
    let target = out + first * WORD
    let source = laid
    let row: u32 = 0
    for (; row + ROWS_AT_ONCE <= rows; row += ROWS_AT_ONCE) {
      fourRows(target, source, packed, inner, columns, width)
      target += ROWS_AT_ONCE * columns * WORD
      source += ROWS_AT_ONCE * inner * WORD
    }
    for (; row < rows; row++) {
      oneRow(target, source, packed, inner, width)
      target += columns * WORD
      source += inner * WORD
    }
    packed += inner * PANEL_BYTES
  }
}

function fourRows(out: usize, rows: usize, panel: usize, inner: u32, columns: u32, width: u32): void {
  let left0 = i32x4.splat(0)
  let right0 = i32x4.splat(0)
  let left1 = i32x4.splat(0)
  let right1 = i32x4.splat(0)
  let left2 = i32x4.splat(0)
  let right2 = i32x4.splat(0)
  let left3 = i32x4.splat(0)
  let right3 = i32x4.splat(0)
  const end = panel + inner * PANEL_BYTES
  for (; panel < end; panel += PANEL_BYTES) {
    const left = v128.load(panel)
    const right = v128.load(panel, 16)
    let factor = v128.load32_splat(rows)
    left0 = i32x4.add(left0, i32x4.mul(left, factor))
    right0 = i32x4.add(right0, i32x4.mul(right, factor))
    factor = v128.load32_splat(rows, 4)
    left1 = i32x4.add(left1, i32x4.mul(left, factor))
    right1 = i32x4.add(right1, i32x4.mul(right, factor))
    factor = v128.load32_splat(rows, 8)
    left2 = i32x4.add(left2, i32x4.mul(left, factor))
    right2 = i32x4.add(right2, i32x4.mul(right, factor))
    factor = v128.load32_splat(rows, 12)
    left3 = i32x4.add(left3, i32x4.mul(left, factor))
    right3 = i32x4.add(right3, i32x4.mul(right, factor))
    rows += ROWS_AT_ONCE * WORD
  }
  const stride = columns * WORD
  put(out, left0, right0, width)
  put(out + stride, left1, right1, width)
  put(out + 2 * stride, left2, right2, width)
  put(out + 3 * stride, left3, right3, width)
}

function oneRow(out: usize, a: usize, panel: usize, inner: u32, width: u32): void {
  let leftSum = i32x4.splat(0)
  let rightSum = i32x4.splat(0)
  const end = a + inner * WORD
  for (; a < end; a += WORD) {
    const factor = v128.load32_splat(a)
    leftSum = i32x4.add(leftSum, i32x4.mul(v128.load(panel), factor))
    rightSum = i32x4.add(rightSum, i32x4.mul(v128.load(panel, 16), factor))
    panel += PANEL_BYTES
  }
  put(out, leftSum, rightSum, width)
}

/** The first `width` of eight sums: the next row begins right behind them. */
function put(out: usize, left: v128, right: v128, width: u32): void {
  const target = width == PANEL ? out : narrow
  v128.store(target, left)
  v128.store(target, right, 16)
  if (target == out) return
  memory.copy(out, narrow, width * WORD)
  memory.fill(narrow, 0, PANEL_BYTES)
}
