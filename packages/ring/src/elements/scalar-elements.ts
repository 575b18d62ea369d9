import type { ElementKernels } from "./elements.ts"

/** Plain loops. */
export const scalarElements: ElementKernels = {
  engine: "scalar",
  add(out, a, b) {
    for (let i = 0; i < out.length; i++) out[i] = (a[i] ?? 0) + (b[i] ?? 0)
  },
  subtract(out, a, b) {
    for (let i = 0; i < out.length; i++) out[i] = (a[i] ?? 0) - (b[i] ?? 0)
  },
  multiply(out, a, b) {
    for (let i = 0; i < out.length; i++) out[i] = Math.imul(a[i] ?? 0, b[i] ?? 0)
  },
  xor(out, a, b) {
    for (let i = 0; i < out.length; i++) out[i] = (a[i] ?? 0) ^ (b[i] ?? 0)
  },
  addConstant(out, a, constant) {
    for (let i = 0; i < out.length; i++) out[i] = (a[i] ?? 0) + constant
  },
  shiftRight(out, a, by) {
    for (let i = 0; i < out.length; i++) out[i] = (a[i] ?? 0) >>> by
  },
  plane(out, a, at) {
    for (let word = 0, i = 0; word < out.length; word++) {
      const end = Math.min(a.length, i + 32)
      let bits = 0
      for (; i < end; i++) bits |= (((a[i] ?? 0) >>> at) & 1) << i
      out[word] = bits
    }
  },
  choose(out, plane, a, b) {
    for (let word = 0, i = 0; i < out.length; word++) {
      const end = Math.min(out.length, i + 32)
      const bits = plane[word] ?? 0
      for (; i < end; i++) {
        // All ones or zeros: the bits are random, and a branch on them would be foretold wrongly every other time.
        const taken = -((bits >>> i) & 1)
        const other = b[i] ?? 0
        out[i] = other ^ (((a[i] ?? 0) ^ other) & taken)
      }
    }
  },
  digits(out, a, at, count) {
    const mask = (1 << count) - 1
    for (let i = 0; i < out.length; i++) out[i] = ((a[i] ?? 0) >>> at) & mask
  },
  writeTables(tables, values) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? 0
      tables[i] = ((1 << value) - 1) | (0x10000 << value)
    }
  },
  lookUp(less, equal, tables, values) {
    for (let word = 0, i = 0; i < values.length; word++) {
      const end = Math.min(values.length, i + 32)
      let [lessBits, equalBits] = [0, 0]
      for (; i < end; i++) {
        const entry = (tables[i] ?? 0) >>> (values[i] ?? 0)
        lessBits |= (entry & 1) << i
        equalBits |= ((entry >>> 16) & 1) << i
      }
      less[word] = lessBits
      equal[word] = equalBits
    }
  },
}
