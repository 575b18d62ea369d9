import { chacha12 } from "@noble/ciphers/chacha.js"
import { ringKernels } from "@tutti/ring"
import type { Measurement } from "../harness/measurement.ts"
import { ratesInTurn } from "./kernels.ts"

const BYTES = 2 ** 20

export const measurement: Measurement = {
  name: "inference/chacha12",
  what: "bytes of ChaCha12 key stream on one core, a mebibyte a call, copied out of the kernel's memory",
  unit: "GB/s",
  bar: 0.7,
  moreIsBetter: true,
  anchor: { name: "@noble/ciphers in plain JavaScript, in turn" },
  async run() {
    const [key, nonce] = [new Uint8Array(32).fill(1), new Uint8Array(12).fill(2)]
    const [out, zeros] = [new Uint8Array(BYTES), new Uint8Array(BYTES)]
    const kernels = ringKernels()
    return ratesInTurn(
      BYTES / 1e9,
      () => kernels.chacha12(out, key, nonce, 0),
      () => void chacha12(key, nonce, zeros, out),
    )
  },
}
