import type { ImageShape } from "@tutti/protocol"
import { validPatches } from "@tutti/ring"

/** Which elements of an image each element of a pooled one is made of. */
export type Windows = {
  /** Elements of the image. */
  readonly input: number
  /** Windows, in the order of the pooled image: [outHeight, outWidth, channels]. */
  readonly count: number
  /** Elements of one window. */
  readonly size: number
  /** [count, size] indices into the image. */
  readonly elements: Int32Array
}

/** The windows of a pool: square, channel by channel, none of them beyond the edge. */
export function windowsOf({ height, width, channels }: ImageShape, side: number, stride: number): Windows {
  const { outHeight, outWidth } = validPatches({
    height,
    width,
    channels,
    kernelHeight: side,
    kernelWidth: side,
    stride,
  })
  const count = outHeight * outWidth * channels
  const size = side * side
  const elements = new Int32Array(count * size)
  for (let window = 0; window < count; window++) {
    const channel = window % channels
    const x = (Math.floor(window / channels) % outWidth) * stride
    const y = Math.floor(window / (channels * outWidth)) * stride
    for (let place = 0; place < size; place++) {
      const pixel = (y + Math.floor(place / side)) * width + x + (place % side)
      elements[window * size + place] = pixel * channels + channel
    }
  }
  return { input: height * width * channels, count, size, elements }
}
