/** Of the largest entry. Rounding to float32 stays a hundred times below; half precision, as on some phones, far above. */
const TOLERANCE = 1e-3

/**
 * Whether two backends learnt the same from the same rows, up to the rounding of float32. Updates are compared and not
 * weights: a backend whose gradients are all 0 hardly changes the weights. A NaN agrees with nothing.
 */
export function agrees(update: Float32Array, yardstick: Float32Array): boolean {
  const largest = yardstick.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0)
  return update.every(
    (entry, index) => Math.abs(entry - (yardstick[index] ?? Number.NaN)) <= TOLERANCE * largest,
  )
}
