import { firstImages } from "@tutti/data"
import type { ImageShape } from "@tutti/protocol"
import type { Answer } from "../regression/api.ts"
import { problemWith } from "../regression/problem.ts"
import type { Picture } from "./api.ts"
import { chosenImages } from "./digits.ts"
import { inkOf } from "./ink.ts"
import { DIGIT_SIDE, normaliseDigit } from "./normalise-digit.ts"

/** Larger pictures are drawn smaller first: a digit has 20 pixels in the end. */
const MOST_SIDE = 400

/**
 * The pictures of a file: of an IDX file as they stand there, of any image that the browser knows as one drawing.
 * @returns E_IN_SHAPE for images that the network does not take
 */
export async function readPictures(
  file: File,
  input: ImageShape,
  most: number,
): Promise<Answer<readonly Picture[]>> {
  return file.type.startsWith("image/") ? readDrawing(file, input) : readIdx(file, input, most)
}

async function readIdx(file: File, input: ImageShape, most: number): Promise<Answer<readonly Picture[]>> {
  const known = await chosenImages(file, null)
  if (!known.ok) return known
  const { count, height, width, pixels } = firstImages(known.value.images, most)
  if (height !== input.height || width !== input.width || input.channels !== 1) return MISFIT
  const size = height * width
  const pictures = Array.from({ length: count }, (_, row) => ({
    height,
    width,
    pixels: pixels.slice(row * size, (row + 1) * size),
  }))
  return { ok: true, value: pictures }
}

async function readDrawing(file: File, input: ImageShape): Promise<Answer<readonly Picture[]>> {
  if (!takesDrawings(input)) return MISFIT
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (bitmap === null) return { ok: false, problem: problemWith("E_FILE_UNREADABLE") }
  const scale = Math.min(1, MOST_SIDE / Math.max(bitmap.width, bitmap.height))
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)))
  const context = new OffscreenCanvas(width ?? 1, height ?? 1).getContext("2d")
  if (context === null || width === undefined || height === undefined)
    return { ok: false, problem: problemWith("E_FAULT") }
  context.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  const pixels = inkOf(context.getImageData(0, 0, width, height).data, { width, height })
  const digit = normaliseDigit({ width, height, pixels })
  if (digit === null) return { ok: false, problem: problemWith("E_IN_SHAPE") }
  return { ok: true, value: [{ width: DIGIT_SIDE, height: DIGIT_SIDE, pixels: digit }] }
}

/** Only what has learnt from MNIST knows a drawing that is laid out as MNIST's are. */
const takesDrawings = ({ height, width, channels }: ImageShape): boolean =>
  height === DIGIT_SIDE && width === DIGIT_SIDE && channels === 1

const MISFIT = { ok: false, problem: problemWith("E_IN_SHAPE") } as const
