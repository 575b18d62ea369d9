import { type IdxProblem, parseIdx } from "./parse-idx.ts"

/** Grey images of one size. */
export type Images = {
  readonly count: number
  readonly height: number
  readonly width: number
  /** [count, height, width]; 0 is the paper. */
  readonly pixels: Uint8Array
}

type Read<Value> = ({ readonly ok: true } & Value) | { readonly ok: false; readonly problem: IdxProblem }

/** The images of an unpacked IDX file, at least one. */
export function readImages(bytes: Uint8Array): Read<{ readonly images: Images }> {
  const parsed = parseIdx(bytes)
  if (!parsed.ok) return parsed
  const { shape, values } = parsed.idx
  const [count = 0, height = 0, width = 0] = shape
  if (shape.length !== 3) return { ok: false, problem: "I_NOT_IMAGES" }
  if (values.length === 0) return { ok: false, problem: "I_EMPTY" }
  return { ok: true, images: { count, height, width, pixels: values } }
}

/** The labels of an unpacked IDX file: [count] classes, one of each image. */
export function readLabels(
  bytes: Uint8Array,
  { count }: Pick<Images, "count">,
): Read<{ readonly labels: Uint8Array }> {
  const parsed = parseIdx(bytes)
  if (!parsed.ok) return parsed
  const { shape, values } = parsed.idx
  if (shape.length !== 1) return { ok: false, problem: "I_NOT_LABELS" }
  if (values.length !== count) return { ok: false, problem: "I_COUNT" }
  return { ok: true, labels: values }
}

/** The first of them. @param most ≥ 1 */
export function firstImages({ count, height, width, pixels }: Images, most: number): Images {
  const kept = Math.min(count, most)
  return { count: kept, height, width, pixels: pixels.subarray(0, kept * height * width) }
}

/** Pixels as a network takes them, in [0, 1]: [count, height, width, 1]. */
export function pixelsToFloats({ pixels }: Pick<Images, "pixels">): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(pixels.length)
  // A loop takes a twentieth of what `Float32Array.from` takes, and a set has millions of pixels.
  for (let place = 0; place < pixels.length; place++) floats[place] = (pixels[place] ?? 0) / 255
  return floats
}
