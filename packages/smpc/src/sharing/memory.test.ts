import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { newWords, release } from "./memory.ts"
import type { Words } from "./ring.ts"

const long = fc.integer({ min: 256, max: 260 })

describe("[EI3] memory that is used again", () => {
  test("no two vectors in use share memory, and every one begins as zeros, whatever was released in which order", () => {
    const steps = fc.array(fc.record({ length: long, releases: fc.option(fc.nat()) }), { maxLength: 60 })
    fc.assert(
      fc.property(steps, (steps) => {
        const inUse: { words: Words; mark: number }[] = []
        for (const [mark, { length, releases }] of steps.entries()) {
          const words = newWords(length)
          expect(words.length).toBe(length)
          expect(words.every((word) => word === 0)).toBe(true)
          words.fill(mark + 1)
          inUse.push({ words, mark: mark + 1 })
          if (releases !== null)
            for (const { words } of inUse.splice(releases % inUse.length, 1)) release(words)
        }
        for (const { words, mark } of inUse) expect(words.every((word) => word === mark)).toBe(true)
      }),
    )
  })

  test("what is released is wiped at once, and serves the next of its length", () => {
    const words = newWords(300)
    words.fill(7)
    release(words)
    expect(words.every((word) => word === 0)).toBe(true)
    expect(newWords(300)).toBe(words)
  })

  test("released twice it serves once", () => {
    const words = newWords(301)
    release(words, words)
    release(words)
    expect(newWords(301)).toBe(words)
    expect(newWords(301)).not.toBe(words)
  })

  test("a view, or memory from elsewhere, is left alone", () => {
    const whole = newWords(600)
    whole.fill(7)
    const elsewhere = new Int32Array(302).fill(7)
    release(whole.subarray(0, 302), elsewhere)
    expect(whole.every((word) => word === 7)).toBe(true)
    expect(elsewhere.every((word) => word === 7)).toBe(true)
    const next = newWords(302)
    expect(next).not.toBe(elsewhere)
    expect(next.buffer).not.toBe(whole.buffer)
  })
})
