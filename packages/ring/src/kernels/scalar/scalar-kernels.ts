import type { PreparedMatrix, ProductShape, RingKernels } from "../kernels.ts"
import { checkLength, checkPatches, checkStream } from "../lengths.ts"
import { im2col, imageCount, type Patches } from "../patches.ts"
import { chacha12Stream } from "./chacha12.ts"
import { multiply32 } from "./product-32.ts"
import { multiply64 } from "./product-64.ts"

type Product = (out: Int32Array, a: Int32Array, b: Int32Array, shape: ProductShape) => void

/** Plain loops: for engines without WASM SIMD, and what the other form is held to. */
export function scalarKernels(): RingKernels {
  return {
    engine: "scalar",
    matmul32: checkedProduct(multiply32, 1),
    matmul64: checkedProduct(multiply64, 2),
    prepare32: (b, inner, columns) => prepare(checkedProduct(multiply32, 1), 1, b, inner, columns),
    prepare64: (b, inner, columns) => prepare(checkedProduct(multiply64, 2), 2, b, inner, columns),
    chacha12(out, key, nonce, counter) {
      checkStream(out, key, nonce, counter)
      chacha12Stream(out, key, nonce, counter)
    },
  }
}

function checkedProduct(product: Product, wordsPerElement: 1 | 2): Product {
  return (out, a, b, shape) => {
    checkLength("out", out, shape.rows * shape.columns * wordsPerElement)
    checkLength("a", a, shape.rows * shape.inner * wordsPerElement)
    checkLength("b", b, shape.inner * shape.columns * wordsPerElement)
    product(out, a, b, shape)
  }
}

function prepare(
  product: Product,
  wordsPerElement: 1 | 2,
  b: Int32Array,
  inner: number,
  columns: number,
): PreparedMatrix {
  checkLength("b", b, inner * columns * wordsPerElement)
  let kept: Int32Array | undefined = b.slice()
  function multiply(out: Int32Array, a: Int32Array, rows: number): void {
    if (kept === undefined) throw new RangeError("the matrix was freed")
    product(out, a, kept, { rows, inner, columns })
  }
  return {
    inner,
    columns,
    multiply,
    convolve(out: Int32Array, images: Int32Array, patches: Patches) {
      checkPatches(patches, inner)
      const count = imageCount(images.length, patches, wordsPerElement)
      const rows = patches.outHeight * patches.outWidth
      const outWords = rows * columns * wordsPerElement
      checkLength("out", out, count * outWords)
      const windows = new Int32Array(rows * inner * wordsPerElement)
      const imageWords = count === 0 ? 0 : images.length / count
      for (let image = 0; image < count; image++) {
        const pixels = images.subarray(image * imageWords, (image + 1) * imageWords)
        im2col(windows, pixels, patches, wordsPerElement)
        multiply(out.subarray(image * outWords, (image + 1) * outWords), windows, rows)
      }
    },
    free() {
      kept?.fill(0)
      kept = undefined
    },
  }
}
