import { once } from "node:events"
import { connect, createServer, type Server } from "node:net"

/**
 * A line between browsers and a relay that keeps every byte that the browsers send, HTTP and WebSocket frames
 * alike, unmasked as RFC 6455 (section 5.3) has it: what a curious network or relay could look through.
 */
export type WireTap = {
  /** The relay's address through the tap. */
  readonly url: string
  /** Everything sent so far, connections one after the other. */
  sent(): Buffer
  /** Payload bytes of all WebSocket frames sent so far, control frames left out. */
  framePayloadBytes(): number
  close(): Promise<void>
}

/** @param fromRelay what the browsers get in place of what the relay sent, chunk by chunk of the line. */
export async function tapWire(
  relayUrl: string,
  fromRelay: (bytes: Buffer) => Buffer = (bytes) => bytes,
): Promise<WireTap> {
  const target = new URL(relayUrl)
  const lines: Line[] = []
  const server = createServer((browser) => {
    const relay = connect(Number(target.port), target.hostname)
    const line = new Line()
    lines.push(line)
    browser.on("data", (bytes) => {
      line.take(bytes)
      relay.write(bytes)
    })
    relay.on("data", (bytes) => browser.write(fromRelay(bytes)))
    for (const [one, other] of [
      [browser, relay],
      [relay, browser],
    ] as const) {
      one.on("close", () => other.destroy())
      one.on("error", () => other.destroy())
    }
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    sent: () => Buffer.concat(lines.flatMap((line) => [line.head(), ...line.frames()])),
    framePayloadBytes: () =>
      lines.flatMap((line) => line.frames()).reduce((bytes, frame) => bytes + frame.length, 0),
    async close() {
      server.close()
      server.unref()
    },
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the tap has no port")
  return address.port
}

/** What one browser connection sent. */
class Line {
  #bytes: Buffer = Buffer.alloc(0)

  take(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
  }

  /** Requests, and the upgrade's headers. */
  head(): Buffer {
    return this.#isUpgraded() ? this.#bytes.subarray(0, this.#headEnd()) : this.#bytes
  }

  /** Payloads of the text and binary frames after an upgrade. */
  frames(): Buffer[] {
    const frames: Buffer[] = []
    if (!this.#isUpgraded()) return frames
    let rest = this.#bytes.subarray(this.#headEnd())
    while (rest.length >= 6) {
      const opcode = (rest[0] ?? 0) & 0x0f
      const short = (rest[1] ?? 0) & 0x7f
      const extended = short === 126 ? 2 : short === 127 ? 8 : 0
      const length =
        extended === 2 ? rest.readUInt16BE(2) : extended === 8 ? Number(rest.readBigUInt64BE(2)) : short
      const start = 2 + extended + 4
      if (rest.length < start + length) break
      const mask = rest.subarray(start - 4, start)
      const payload = Buffer.from(rest.subarray(start, start + length))
      for (let at = 0; at < payload.length; at++) payload[at] = (payload[at] ?? 0) ^ (mask[at & 3] ?? 0)
      if (opcode <= 2) frames.push(payload)
      rest = rest.subarray(start + length)
    }
    return frames
  }

  #isUpgraded(): boolean {
    return /\r\nupgrade: websocket\r\n/i.test(this.#bytes.subarray(0, 4_096).toString("latin1"))
  }

  #headEnd(): number {
    return this.#bytes.indexOf("\r\n\r\n") + 4
  }
}
