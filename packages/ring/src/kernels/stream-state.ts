/** "expand 32-byte k" as four little-endian words. */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const
const STATE_WORDS = 16

/** The sixteen words that ChaCha starts block `counter` from: constants, key, counter, nonce (RFC 8439, section 2.3). */
export function chachaState(key: Uint8Array, nonce: Uint8Array, counter: number): Int32Array<ArrayBuffer> {
  const state = new Int32Array(STATE_WORDS)
  state.set(CONSTANTS)
  putWords(state, 4, key)
  state[12] = counter
  putWords(state, 13, nonce)
  return state
}

function putWords(state: Int32Array, from: number, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let word = 0; word < bytes.length / 4; word++) state[from + word] = view.getInt32(4 * word, true)
}
