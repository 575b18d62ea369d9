/*
 * A drawing as MNIST would have it: the digits that a network has learnt from are 20 pixels in their longer side, grey at
 * their edges, and lie with their centre of mass in the middle of 28 × 28.
 * (LeCun, Cortes, Burges: "The MNIST database of handwritten digits".)
 */

/** Grey values; 0 is the paper, 255 the ink. */
export type Drawing = {
  readonly height: number
  readonly width: number
  /** [height, width] */
  readonly pixels: Uint8Array | Uint8ClampedArray
}

export const DIGIT_SIDE = 28
const BOX_SIDE = 20
/** What is fainter is the paper's own grey, or dust. */
const FAINTEST = 24

/**
 * Crop, scale to the box, centre. The darkest pixel becomes 255.
 * @returns [28, 28], or null where nothing is drawn.
 * @throws {RangeError} when there are not height × width pixels.
 */
export function normaliseDigit(drawing: Drawing): Uint8Array<ArrayBuffer> | null {
  const { height, width, pixels } = drawing
  if (pixels.length !== height * width)
    throw new RangeError(`${pixels.length} pixels are not ${height} × ${width}`)
  const box = inkBox(drawing)
  if (box === null) return null
  const scale = BOX_SIDE / Math.max(box.width, box.height)
  const sides = {
    width: Math.max(1, Math.round(box.width * scale)),
    height: Math.max(1, Math.round(box.height * scale)),
  }
  const scaled = scaledBox(drawing, box, sides)
  const left = offsetOf(centreOfMass(scaled, sides, "x"), sides.width)
  const top = offsetOf(centreOfMass(scaled, sides, "y"), sides.height)
  return placed(scaled, sides, left, top)
}

type Sides = { readonly width: number; readonly height: number }
type Box = Sides & { readonly left: number; readonly top: number }

/** The smallest rectangle that holds all ink. */
function inkBox({ height, width, pixels }: Drawing): Box | null {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if ((pixels[y * width + x] ?? 0) < FAINTEST) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = y
    }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 }
}

/** Each pixel is the mean of the area that it covers in the drawing. @returns [height, width] of `sides` */
function scaledBox({ width: stride, pixels }: Drawing, box: Box, sides: Sides): Float64Array {
  const scaled = new Float64Array(sides.width * sides.height)
  const across = coverage(box.width, sides.width)
  const down = coverage(box.height, sides.height)
  for (const [y, rows] of down.entries())
    for (const [x, columns] of across.entries()) {
      let sum = 0
      for (const { at: row, share: height } of rows)
        for (const { at: column, share: width } of columns)
          sum += height * width * (pixels[(box.top + row) * stride + box.left + column] ?? 0)
      scaled[y * sides.width + x] = sum
    }
  return scaled
}

type Share = { readonly at: number; readonly share: number }

/** For each of `to` equal parts of a line of `from` pixels: the pixels in it, by their share of the part. */
function coverage(from: number, to: number): Share[][] {
  const length = from / to
  return Array.from({ length: to }, (_, part) => {
    const [start, end] = [part * length, (part + 1) * length]
    const shares: Share[] = []
    for (let at = Math.floor(start); at < Math.min(from, Math.ceil(end)); at++) {
      const covered = Math.min(end, at + 1) - Math.max(start, at)
      if (covered > 0) shares.push({ at, share: covered / length })
    }
    return shares
  })
}

/** In pixels from the edge; the middle of the first pixel is at ½. */
function centreOfMass(scaled: Float64Array, { width }: Sides, axis: "x" | "y"): number {
  let [mass, moment] = [0, 0]
  for (const [place, ink] of scaled.entries()) {
    const at = axis === "x" ? place % width : Math.floor(place / width)
    mass += ink
    moment += ink * (at + 0.5)
  }
  return moment / mass
}

/** So that a sum's last bit does not decide between two pixels. */
const TIE = 1e-9

/** Where a side begins so that its centre is in the middle; no ink is lost over the edge, however uneven it lies. */
const offsetOf = (centre: number, side: number): number =>
  Math.min(DIGIT_SIDE - side, Math.max(0, Math.round(DIGIT_SIDE / 2 - centre + TIE)))

function placed(scaled: Float64Array, { width }: Sides, left: number, top: number): Uint8Array<ArrayBuffer> {
  const digit = new Uint8Array(DIGIT_SIDE * DIGIT_SIDE)
  const darkest = scaled.reduce((most, ink) => Math.max(most, ink), 0)
  for (const [place, ink] of scaled.entries()) {
    const [x, y] = [left + (place % width), top + Math.floor(place / width)]
    digit[y * DIGIT_SIDE + x] = Math.round((255 * ink) / darkest)
  }
  return digit
}
