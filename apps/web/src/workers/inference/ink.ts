type Sides = { readonly width: number; readonly height: number }

/** What is nearer to the paper than this share of the darkest ink is the paper: shadows, and the grain of a scan. */
const PAPER_SHARE = 0.25

/**
 * A picture as ink on paper. Its edge is taken for paper, whether it is light or dark; what is transparent is paper too.
 * @param rgba [height, width, 4]
 * @returns [height, width]; 0 is the paper, 255 the ink
 */
export function inkOf(rgba: Uint8ClampedArray, { width, height }: Sides): Uint8Array<ArrayBuffer> {
  const isEdge = (place: number) => {
    const [x, y] = [place % width, Math.floor(place / width)]
    return x === 0 || y === 0 || x === width - 1 || y === height - 1
  }
  const grey = Float64Array.from({ length: width * height }, (_, place) => brightness(rgba, place))
  const edge = grey.filter((_, place) => isEdge(place)).toSorted()
  const paper = edge[Math.floor(edge.length / 2)] ?? 255
  const distance = grey.map((value) => Math.abs(value - paper))
  const most = distance.reduce((far, one) => Math.max(far, one), 0)
  const ink = (one: number) => Math.max(0, one / most - PAPER_SHARE) / (1 - PAPER_SHARE)
  return Uint8Array.from(distance, (one) => (most === 0 ? 0 : Math.round(255 * ink(one))))
}

/** On white paper, in [0, 255]. (ITU-R BT.601, luma) */
function brightness(rgba: Uint8ClampedArray, place: number): number {
  const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(4 * place, 4 * place + 4)
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue
  return 255 + (luma - 255) * (alpha / 255)
}
