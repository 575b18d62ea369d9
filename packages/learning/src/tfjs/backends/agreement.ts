/** Of the largest weight. Float32 stays a hundred times below; half precision, as on some phones, rounds to 2.4·10⁻⁴. */
const TOLERANCE = 1e-4

/** Whether two backends computed the same, up to the rounding of float32. A NaN agrees with nothing. */
export function agrees(weights: Float32Array, yardstick: Float32Array): boolean {
  const largest = yardstick.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)
  return weights.every(
    (weight, index) => Math.abs(weight - (yardstick[index] ?? Number.NaN)) <= TOLERANCE * largest,
  )
}
