import { request } from "node:http"
import type { Socket } from "node:net"

export const OPCODE = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/**
 * One WebSocket frame of a client: masked by zeros, which a server has to take like any other mask.
 * @param first overrides the first byte: reserved bits, unknown opcodes, fragments.
 * @see RFC 6455, section 5.2
 */
export function frame(opcode: number, content: Uint8Array | string, first = 0x80 | opcode): Buffer {
  const payload = Buffer.from(content)
  const length =
    payload.length < 126
      ? Buffer.of(0x80 | payload.length)
      : payload.length < 65_536
        ? Buffer.of(0x80 | 126, payload.length >> 8, payload.length & 0xff)
        : Buffer.concat([Buffer.of(0x80 | 127), longLength(payload.length)])
  return Buffer.concat([Buffer.of(first), length, Buffer.alloc(4), payload])
}

function longLength(bytes: number): Buffer {
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(bytes))
  return length
}

/**
 * A WebSocket to a relay's socket.io address without any library's good manners: a test writes the bytes it wants
 * and reads the text frames that come back.
 */
export class RawWebSocket {
  readonly texts: string[] = []
  /** The relay has said goodbye by a close frame, or hung up. */
  readonly closed: Promise<void>
  readonly #socket: Socket
  readonly #waiters = new Set<() => void>()
  #buffer = Buffer.alloc(0)

  private constructor(socket: Socket, head: Buffer) {
    this.#socket = socket
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()))
    // A relay that hangs up while this end still writes is what many of these tests are about.
    socket.on("error", () => {})
    socket.on("close", () => this.#wake())
    socket.on("data", (bytes: Buffer) => this.#read(bytes))
    this.#read(head)
  }

  static open(relayUrl: string): Promise<RawWebSocket> {
    return new Promise((resolve, reject) => {
      request(new URL("/socket.io/?EIO=4&transport=websocket", relayUrl), {
        headers: {
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-version": "13",
          "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        },
      })
        .once("upgrade", (_, socket, head) => resolve(new RawWebSocket(socket as Socket, head)))
        .once("response", ({ statusCode }) => reject(new Error(`no upgrade: ${statusCode}`)))
        .once("error", reject)
        .end()
    })
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  text(content: string): void {
    this.write(frame(OPCODE.text, content))
  }

  /** The first text, here or to come, that fits; undefined when the socket closes without one. */
  async heard(fits: (text: string) => boolean): Promise<string | undefined> {
    for (;;) {
      const text = this.texts.find(fits)
      if (text !== undefined || this.#socket.destroyed) return text
      await new Promise<void>((resolve) => this.#waiters.add(resolve))
    }
  }

  /** Joins a namespace as a well-behaved client does. */
  async enter(namespace: string): Promise<void> {
    this.text(`40${namespace},`)
    await this.heard((text) => text.startsWith(`40${namespace},`))
  }

  /** Sends no more; resolves when the relay has read everything and hung up as well. */
  async finish(): Promise<void> {
    this.#socket.end()
    await this.closed
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(bytes: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, bytes])
    for (let next = firstFrame(this.#buffer); next !== undefined; next = firstFrame(this.#buffer)) {
      this.#buffer = this.#buffer.subarray(next.end)
      if (next.opcode === OPCODE.text) this.texts.push(next.payload.toString("utf8"))
      if (next.opcode === OPCODE.close) this.#socket.destroy()
    }
    this.#wake()
  }

  #wake(): void {
    for (const wake of this.#waiters) wake()
    this.#waiters.clear()
  }
}

/** The first whole frame of a server's bytes, which are never masked. */
function firstFrame(bytes: Buffer): { opcode: number; payload: Buffer; end: number } | undefined {
  if (bytes.length < 2) return undefined
  const short = (bytes[1] ?? 0) & 0x7f
  const header = short === 126 ? 4 : short === 127 ? 10 : 2
  if (bytes.length < header) return undefined
  const length =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  const end = header + length
  if (bytes.length < end) return undefined
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(header, end), end }
}
