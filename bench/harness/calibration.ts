const LENGTH = 1_000_000
const PASSES = 50

/**
 * How fast this machine is at this moment: milliseconds of CPU for 50 million multiply-adds in a plain loop, the best of
 * three. A shared machine changes its speed by the hour; figures in seconds compare only where this one is alike.
 */
export function calibrationMs(): number {
  const sums = new Float64Array(LENGTH)
  const values = Float32Array.from({ length: LENGTH }, (_, index) => index % 7)
  const milliseconds = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage()
    for (let pass = 0; pass < PASSES; pass++)
      for (let index = 0; index < LENGTH; index++)
        sums[index] = (sums[index] ?? 0) + 0.5 * (values[index] ?? 0)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...milliseconds)
}
