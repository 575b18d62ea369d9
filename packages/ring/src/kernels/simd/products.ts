import type { PreparedMatrix, ProductShape } from "../kernels.ts"
import { checkLength, checkPatches } from "../lengths.ts"
import { imageCount, type Patches } from "../patches.ts"
import type { KernelExports } from "./exports.ts"
import type { LinearMemory } from "./linear-memory.ts"

/* Products in linear memory: the right-hand side stays there, packed; the left one and the result pass through. */

/** How one ring's matrices are laid out, and the exports that read them so. */
type Form = {
  wordsPerElement: 1 | 2
  /** Columns that are packed side by side; the last panel is padded. */
  panelColumns: number
  pack: KernelExports["pack32"]
  layRows: KernelExports["layRows32"]
  multiply: KernelExports["multiply32"]
}

export type Products = {
  multiply(out: Int32Array, a: Int32Array, b: Int32Array, shape: ProductShape): void
  prepare(b: Int32Array, inner: number, columns: number): PreparedMatrix
}

export function products32(exports: KernelExports, memory: LinearMemory): Products {
  const { pack32: pack, layRows32: layRows, multiply32: multiply } = exports
  return products(exports, memory, { wordsPerElement: 1, panelColumns: 8, pack, layRows, multiply })
}

export function products64(exports: KernelExports, memory: LinearMemory): Products {
  const { pack64: pack, layRows64: layRows, multiply64: multiply } = exports
  return products(exports, memory, { wordsPerElement: 2, panelColumns: 4, pack, layRows, multiply })
}

function products(exports: KernelExports, memory: LinearMemory, form: Form): Products {
  const elementBytes = 4 * form.wordsPerElement

  /** Memory for the length of one call, by elements; wiped and given back even if the call throws. */
  function passing(use: (take: (elements: number) => number) => void): void {
    const taken: number[] = []
    try {
      use((elements) => {
        const address = memory.allocate(elementBytes * elements)
        taken.push(address)
        return address
      })
    } finally {
      for (const address of taken) memory.free(address)
    }
  }

  function pack(b: Int32Array, inner: number, columns: number): number {
    checkLength("b", b, inner * columns * form.wordsPerElement)
    const panels = Math.ceil(columns / form.panelColumns)
    const packed = memory.allocate(elementBytes * panels * inner * form.panelColumns)
    passing((take) => {
      const plain = take(inner * columns)
      memory.words(plain, b.length).set(b)
      form.pack(packed, plain, inner, columns)
    })
    return packed
  }

  function multiplyPacked(out: Int32Array, a: Int32Array, packed: number, shape: ProductShape): void {
    const { rows, inner, columns } = shape
    checkLength("out", out, rows * columns * form.wordsPerElement)
    checkLength("a", a, rows * inner * form.wordsPerElement)
    passing((take) => {
      const [plain, laid, result] = [take(rows * inner), take(rows * inner), take(rows * columns)]
      memory.words(plain, a.length).set(a)
      form.layRows(laid, plain, rows, inner)
      form.multiply(result, laid, packed, rows, inner, columns)
      out.set(memory.words(result, out.length))
    })
  }

  function convolvePacked(
    out: Int32Array,
    images: Int32Array,
    packed: number,
    { inner, columns }: Omit<ProductShape, "rows">,
    patches: Patches,
  ): void {
    const { height, width, channels, kernelHeight, kernelWidth, stride, top, left } = patches
    const count = imageCount(images.length, patches, form.wordsPerElement)
    const rows = patches.outHeight * patches.outWidth
    const imageWords = height * width * channels * form.wordsPerElement
    const outWords = rows * columns * form.wordsPerElement
    checkLength("out", out, count * outWords)
    passing((take) => {
      const pixels = take(height * width * channels)
      const [windows, laid, result] = [take(rows * inner), take(rows * inner), take(rows * columns)]
      for (let image = 0; image < count; image++) {
        memory.words(pixels, imageWords).set(images.subarray(image * imageWords, (image + 1) * imageWords))
        exports.patches(
          windows,
          pixels,
          height,
          width,
          elementBytes * channels,
          kernelHeight,
          kernelWidth,
          stride,
          top,
          left,
          patches.outHeight,
          patches.outWidth,
        )
        form.layRows(laid, windows, rows, inner)
        form.multiply(result, laid, packed, rows, inner, columns)
        out.set(memory.words(result, outWords), image * outWords)
      }
    })
  }

  return {
    multiply(out, a, b, shape) {
      const packed = pack(b, shape.inner, shape.columns)
      try {
        multiplyPacked(out, a, packed, shape)
      } finally {
        memory.free(packed)
      }
    },
    prepare(b, inner, columns) {
      let packed: number | undefined = pack(b, inner, columns)
      function kept(): number {
        if (packed === undefined) throw new RangeError("the matrix was freed")
        return packed
      }
      return {
        inner,
        columns,
        multiply: (out, a, rows) => multiplyPacked(out, a, kept(), { rows, inner, columns }),
        convolve(out, images, patches) {
          checkPatches(patches, inner)
          convolvePacked(out, images, kept(), { inner, columns }, patches)
        },
        free() {
          if (packed !== undefined) memory.free(packed)
          packed = undefined
        },
      }
    },
  }
}
