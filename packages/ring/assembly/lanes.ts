/*
 * Masks are added to vectors over Z/2³² and taken off them four lanes at a time. Counts are multiples of four, so
 * whoever calls pads.
 */

/** Everything from here on is the caller's. */
export function heapBase(): usize {
  return __heap_base
}

/** target += addend, `count` lanes mod 2³². */
export function add(target: usize, addend: usize, count: usize): void {
  for (const end = target + (count << 2); target < end; target += 16, addend += 16)
    v128.store(target, i32x4.add(v128.load(target), v128.load(addend)))
}

/** target −= subtrahend, `count` lanes mod 2³². */
export function subtract(target: usize, subtrahend: usize, count: usize): void {
  for (const end = target + (count << 2); target < end; target += 16, subtrahend += 16)
    v128.store(target, i32x4.sub(v128.load(target), v128.load(subtrahend)))
}
