/*
 * Every window of one image as a row, zeros outside the image. A window's row of pixels is one run of memory, since
 * channels come last.
 */

/**
 * out [outHeight · outWidth, kernelHeight · kernelWidth · pixel bytes] from image [height, width, pixel bytes].
 * `top` and `left` rows and columns of zeros are before the image.
 */
export function patches(
  out: usize,
  image: usize,
  height: i32,
  width: i32,
  pixelBytes: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  stride: i32,
  top: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const run = kernelWidth * pixelBytes
  memory.fill(out, 0, <usize>outHeight * outWidth * kernelHeight * run)
  for (let outY = 0; outY < outHeight; outY++) {
    for (let outX = 0; outX < outWidth; outX++) {
      const x = outX * stride - left
      const from = max(x, 0)
      const to = min(x + kernelWidth, width)
      for (let row = 0; row < kernelHeight; row++, out += run) {
        const y = outY * stride - top + row
        if (y < 0 || y >= height || from >= to) continue
        memory.copy(out + (from - x) * pixelBytes, image + (y * width + from) * pixelBytes, (to - from) * pixelBytes)
      }
    }
  }
}
