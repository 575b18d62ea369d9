import { type Random, sha256 } from "@tutti/crypto"
import { encodeUtf8 } from "@tutti/ring"

/** Repeatable bytes in the place of secrets: SHA-256 of the seed and a counter. For tests, as its name says. */
export function unsafeSeededRandom(seed: string): Random {
  const prefix = encodeUtf8(`${seed}/`)
  let counter = 0
  return (byteCount) => {
    const bytes = new Uint8Array(byteCount)
    for (let start = 0; start < byteCount; start += 32) {
      const block = sha256(Uint8Array.from([...prefix, ...encodeUtf8(String(counter++))]))
      bytes.set(block.subarray(0, byteCount - start), start)
    }
    return bytes
  }
}
