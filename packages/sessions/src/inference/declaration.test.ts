import { StudyHash, StudyId } from "@tutti/protocol"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { inferenceId } from "./declaration.ts"

const hash = fc.stringMatching(/^[0-9a-f]{64}$/)

describe("[EI28] the id of an inference", () => {
  test("follows from the terms and the secret of the link, and from both of them", () => {
    fc.assert(
      fc.property(hash, hash, hash, (terms, secret, other) => {
        const id = inferenceId(StudyHash.parse(terms), secret)
        expect(StudyId.parse(id)).toBe(id)
        expect(inferenceId(StudyHash.parse(terms), secret)).toBe(id)
        if (other !== terms) expect(inferenceId(StudyHash.parse(other), secret)).not.toBe(id)
        if (other !== secret) expect(inferenceId(StudyHash.parse(terms), other)).not.toBe(id)
      }),
    )
  })

  // By Python's hashlib and whole numbers.
  test("of bytes 0 to 31, and of 32 bytes 255", () => {
    const terms = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    expect(inferenceId(StudyHash.parse(terms), "ff".repeat(32))).toBe("y0mx2970exvwb7n1")
  })
})
