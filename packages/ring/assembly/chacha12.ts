/*
 * ChaCha with 12 rounds, four blocks at a time: a vector holds the same word of four consecutive blocks, so that a
 * round needs no shuffling between words. (Bernstein 2008; the state's layout is that of RFC 8439, section 2.3.)
 */

const BLOCKS_AT_ONCE: u32 = 4
const GROUP_BYTES: u32 = 256
const DOUBLE_ROUNDS: u32 = 6

/**
 * Write `groups` times 256 bytes of key stream.
 * @param state sixteen words: constants, key, counter, nonce. Its counter moves on by four a group.
 */
export function chacha12(out: usize, state: usize, groups: u32): void {
  for (let group: u32 = 0; group < groups; group++) {
    fourBlocks(out, state)
    out += GROUP_BYTES
    store<u32>(state, load<u32>(state, 48) + BLOCKS_AT_ONCE, 48)
  }
}

function fourBlocks(out: usize, state: usize): void {
  const counters = i32x4.add(v128.load32_splat(state, 48), i32x4(0, 1, 2, 3))
  let x0 = v128.load32_splat(state, 0)
  let x1 = v128.load32_splat(state, 4)
  let x2 = v128.load32_splat(state, 8)
  let x3 = v128.load32_splat(state, 12)
  let x4 = v128.load32_splat(state, 16)
  let x5 = v128.load32_splat(state, 20)
  let x6 = v128.load32_splat(state, 24)
  let x7 = v128.load32_splat(state, 28)
  let x8 = v128.load32_splat(state, 32)
  let x9 = v128.load32_splat(state, 36)
  let x10 = v128.load32_splat(state, 40)
  let x11 = v128.load32_splat(state, 44)
  let x12 = counters
  let x13 = v128.load32_splat(state, 52)
  let x14 = v128.load32_splat(state, 56)
  let x15 = v128.load32_splat(state, 60)

  // A quarter round is one group of four words; a round's four are interleaved, since each is one long chain.
  for (let round: u32 = 0; round < DOUBLE_ROUNDS; round++) {
    // columns: (0 4 8 12) (1 5 9 13) (2 6 10 14) (3 7 11 15)
    x0 = i32x4.add(x0, x4), x12 = turn16(v128.xor(x12, x0))
    x1 = i32x4.add(x1, x5), x13 = turn16(v128.xor(x13, x1))
    x2 = i32x4.add(x2, x6), x14 = turn16(v128.xor(x14, x2))
    x3 = i32x4.add(x3, x7), x15 = turn16(v128.xor(x15, x3))
    x8 = i32x4.add(x8, x12), x4 = turn12(v128.xor(x4, x8))
    x9 = i32x4.add(x9, x13), x5 = turn12(v128.xor(x5, x9))
    x10 = i32x4.add(x10, x14), x6 = turn12(v128.xor(x6, x10))
    x11 = i32x4.add(x11, x15), x7 = turn12(v128.xor(x7, x11))
    x0 = i32x4.add(x0, x4), x12 = turn8(v128.xor(x12, x0))
    x1 = i32x4.add(x1, x5), x13 = turn8(v128.xor(x13, x1))
    x2 = i32x4.add(x2, x6), x14 = turn8(v128.xor(x14, x2))
    x3 = i32x4.add(x3, x7), x15 = turn8(v128.xor(x15, x3))
    x8 = i32x4.add(x8, x12), x4 = turn7(v128.xor(x4, x8))
    x9 = i32x4.add(x9, x13), x5 = turn7(v128.xor(x5, x9))
    x10 = i32x4.add(x10, x14), x6 = turn7(v128.xor(x6, x10))
    x11 = i32x4.add(x11, x15), x7 = turn7(v128.xor(x7, x11))

    // diagonals: (0 5 10 15) (1 6 11 12) (2 7 8 13) (3 4 9 14)
    x0 = i32x4.add(x0, x5), x15 = turn16(v128.xor(x15, x0))
    x1 = i32x4.add(x1, x6), x12 = turn16(v128.xor(x12, x1))
    x2 = i32x4.add(x2, x7), x13 = turn16(v128.xor(x13, x2))
    x3 = i32x4.add(x3, x4), x14 = turn16(v128.xor(x14, x3))
    x10 = i32x4.add(x10, x15), x5 = turn12(v128.xor(x5, x10))
    x11 = i32x4.add(x11, x12), x6 = turn12(v128.xor(x6, x11))
    x8 = i32x4.add(x8, x13), x7 = turn12(v128.xor(x7, x8))
    x9 = i32x4.add(x9, x14), x4 = turn12(v128.xor(x4, x9))
    x0 = i32x4.add(x0, x5), x15 = turn8(v128.xor(x15, x0))
    x1 = i32x4.add(x1, x6), x12 = turn8(v128.xor(x12, x1))
    x2 = i32x4.add(x2, x7), x13 = turn8(v128.xor(x13, x2))
    x3 = i32x4.add(x3, x4), x14 = turn8(v128.xor(x14, x3))
    x10 = i32x4.add(x10, x15), x5 = turn7(v128.xor(x5, x10))
    x11 = i32x4.add(x11, x12), x6 = turn7(v128.xor(x6, x11))
    x8 = i32x4.add(x8, x13), x7 = turn7(v128.xor(x7, x8))
    x9 = i32x4.add(x9, x14), x4 = turn7(v128.xor(x4, x9))
  }

  put(
    out,
    i32x4.add(x0, v128.load32_splat(state, 0)),
    i32x4.add(x1, v128.load32_splat(state, 4)),
    i32x4.add(x2, v128.load32_splat(state, 8)),
    i32x4.add(x3, v128.load32_splat(state, 12)),
  )
  put(
    out + 16,
    i32x4.add(x4, v128.load32_splat(state, 16)),
    i32x4.add(x5, v128.load32_splat(state, 20)),
    i32x4.add(x6, v128.load32_splat(state, 24)),
    i32x4.add(x7, v128.load32_splat(state, 28)),
  )
  put(
    out + 32,
    i32x4.add(x8, v128.load32_splat(state, 32)),
    i32x4.add(x9, v128.load32_splat(state, 36)),
    i32x4.add(x10, v128.load32_splat(state, 40)),
    i32x4.add(x11, v128.load32_splat(state, 44)),
  )
  put(
    out + 48,
    i32x4.add(x12, counters),
    i32x4.add(x13, v128.load32_splat(state, 52)),
    i32x4.add(x14, v128.load32_splat(state, 56)),
    i32x4.add(x15, v128.load32_splat(state, 60)),
  )
}

/** Four words of four blocks, word by word, go to the blocks: a 4 × 4 transposition. */
function put(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  const abLow = v128.shuffle<i32>(a, b, 0, 4, 1, 5)
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7)
  const cdLow = v128.shuffle<i32>(c, d, 0, 4, 1, 5)
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7)
  v128.store(out, v128.shuffle<i64>(abLow, cdLow, 0, 2), 0)
  v128.store(out, v128.shuffle<i64>(abLow, cdLow, 1, 3), 64)
  v128.store(out, v128.shuffle<i64>(abHigh, cdHigh, 0, 2), 128)
  v128.store(out, v128.shuffle<i64>(abHigh, cdHigh, 1, 3), 192)
}

/* Rotations to the left. Whole bytes move by one shuffle. */

// @ts-ignore: decorator
@inline
function turn16(x: v128): v128 {
  return v128.shuffle<u8>(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)
}

// @ts-ignore: decorator
@inline
function turn8(x: v128): v128 {
  return v128.shuffle<u8>(x, x, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14)
}

// @ts-ignore: decorator
@inline
function turn12(x: v128): v128 {
  return v128.or(i32x4.shl(x, 12), i32x4.shr_u(x, 20))
}

// @ts-ignore: decorator
@inline
function turn7(x: v128): v128 {
  return v128.or(i32x4.shl(x, 7), i32x4.shr_u(x, 25))
}
