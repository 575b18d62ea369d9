/*
 * Where a window stands as it walks over an image: what a convolution or a pool reads. An image is
 * [height, width, channels]; outside of it everything is 0.
 */

export type Patches = {
  height: number
  width: number
  channels: number
  kernelHeight: number
  kernelWidth: number
  /** Pixels from one window to the next, in both directions. */
  stride: number
  /** Rows and columns of zeros before the image. */
  top: number
  left: number
  /** How many windows there are. */
  outHeight: number
  outWidth: number
}

type Window = Pick<Patches, "height" | "width" | "channels" | "kernelHeight" | "kernelWidth" | "stride">

/** Windows that lie within the image: the padding "valid" of tfjs. None if the kernel is larger than the image. */
export function validPatches(window: Window): Patches {
  const positions = (size: number, kernel: number) =>
    Math.max(0, Math.floor((size - kernel) / window.stride) + 1)
  return {
    ...window,
    top: 0,
    left: 0,
    outHeight: positions(window.height, window.kernelHeight),
    outWidth: positions(window.width, window.kernelWidth),
  }
}

/**
 * One window for every `stride` pixels, zeros around: the padding "same" of tfjs, whose odd zero is at the bottom
 * and at the right.
 */
export function samePatches(window: Window): Patches {
  const { height, width, kernelHeight, kernelWidth, stride } = window
  const outHeight = Math.ceil(height / stride)
  const outWidth = Math.ceil(width / stride)
  const before = (size: number, kernel: number, positions: number) =>
    Math.max(0, (positions - 1) * stride + kernel - size) >> 1
  return {
    ...window,
    top: before(height, kernelHeight, outHeight),
    left: before(width, kernelWidth, outWidth),
    outHeight,
    outWidth,
  }
}

/** Elements of one window: [kernelHeight, kernelWidth, channels]. */
export function patchLength({ kernelHeight, kernelWidth, channels }: Patches): number {
  return kernelHeight * kernelWidth * channels
}

/** How many images `words` words hold. */
export function imageCount(
  words: number,
  { height, width, channels }: Patches,
  wordsPerElement: number,
): number {
  const imageWords = height * width * channels * wordsPerElement
  const count = imageWords === 0 ? 0 : words / imageWords
  if (!Number.isInteger(count) || (imageWords === 0 && words > 0))
    throw new RangeError(`${words} words hold no whole number of images of ${imageWords}`)
  return count
}

/**
 * Every window of one image as a row.
 * @param out             [outHeight · outWidth, kernelHeight · kernelWidth · channels]
 * @param image           [height, width, channels]
 * @param wordsPerElement 1 for Z/2³², 2 for Z/2⁶⁴
 */
export function im2col(
  out: Int32Array,
  image: Int32Array,
  patches: Patches,
  wordsPerElement: 1 | 2 = 1,
): void {
  const { height, width, kernelHeight, kernelWidth, stride, top, left, outHeight, outWidth } = patches
  const pixel = patches.channels * wordsPerElement
  if (image.length !== height * width * pixel)
    throw new RangeError(`${image.length} words are no image of ${height} × ${width} × ${pixel}`)
  if (out.length !== outHeight * outWidth * kernelHeight * kernelWidth * pixel)
    throw new RangeError(`${out.length} words do not hold the patches`)
  out.fill(0)
  const run = kernelWidth * pixel
  for (let outY = 0; outY < outHeight; outY++)
    for (let outX = 0; outX < outWidth; outX++) {
      const x = outX * stride - left
      const [from, to] = [Math.max(x, 0), Math.min(x + kernelWidth, width)]
      for (let row = 0; row < kernelHeight; row++) {
        const y = outY * stride - top + row
        if (y < 0 || y >= height || from >= to) continue
        const start = ((outY * outWidth + outX) * kernelHeight + row) * run + (from - x) * pixel
        out.set(image.subarray((y * width + from) * pixel, (y * width + to) * pixel), start)
      }
    }
}
