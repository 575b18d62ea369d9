import type { SeededRandom } from "@tutti/learning"
import { frame, OPCODE } from "../testing/raw-web-socket.ts"

/* Frames that no honest peer sends, from three depths: below socket.io, at its packets, and inside our messages. */

export class Fuzz {
  readonly #random: SeededRandom

  constructor(random: SeededRandom) {
    this.#random = random
  }

  below(bound: number): number {
    return this.#random.uint32() % bound
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0]
  }

  bytes(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.below(most + 1) }, () => this.below(256)))
  }

  /** A payload: of the model's size or not, of finite numbers or not. */
  weights(): Buffer {
    switch (this.below(4)) {
      case 0:
        return this.bytes(32)
      case 1:
        return Buffer.alloc(24, 0xff)
      default:
        return Buffer.from(Float32Array.from({ length: 6 }, () => this.below(100) / 10).buffer)
    }
  }

  /** Any JSON value, with a taste for what parsers stumble over. */
  json(depth = 3): unknown {
    const kind = this.below(depth > 0 ? 9 : 7)
    switch (kind) {
      case 0:
        return null
      case 1:
        return this.below(2) === 0
      case 2:
        return this.pick([0, -1, 1e308, -1e-308, 2 ** 53, 4_294_967_296, 0.1, this.below(10)])
      case 3:
        return this.pick([
          "",
          "__proto__",
          "constructor",
          "update",
          "a".repeat(300),
          "\u0000",
          "\ud800",
          "💥",
        ])
      case 4:
        return this.pick(["NaN", "Infinity", "-0", "1e999", "[]", "{}", "null"])
      case 5:
        return { _placeholder: true, num: this.below(4) - 1 }
      case 6:
        return this.bytes(12).toString("latin1")
      case 7:
        return Array.from({ length: this.below(4) }, () => this.json(depth - 1))
      default:
        return Object.fromEntries(
          Array.from({ length: this.below(4) }, () => [this.pick(FIELDS), this.json(depth - 1)]),
        )
    }
  }

  /** Bytes that are no WebSocket frame, or frames that are no packet of engine.io: most end the connection. */
  raw(): Buffer {
    switch (this.below(8)) {
      case 0:
        return this.bytes(64)
      case 1:
        return frame(OPCODE.text, this.bytes(64))
      case 2:
        return frame(OPCODE.binary, this.bytes(64))
      case 3:
        return frame(OPCODE.text, "x", 0x80 | (this.below(8) << 4) | this.below(16))
      case 4:
        return frame(OPCODE.text, `${this.below(10)}${this.bytes(20).toString("latin1")}`)
      case 5:
        // Announces a terabyte.
        return Buffer.from([0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
      case 6:
        // A fragment of a message that never began.
        return frame(0, this.bytes(16), 0x80)
      default:
        // Not masked, as only a server may.
        return Buffer.concat([Buffer.of(0x81, 3), Buffer.from("42[")])
    }
  }

  /** A packet of socket.io that its parser takes, and our door refuses: an event of any name with anything in it. */
  event(namespace: string): Buffer {
    const id = this.below(2) === 0 ? "" : String(this.below(100))
    const name = this.pick([
      "message",
      "chunk",
      "watch",
      "view",
      "refused",
      "__proto__",
      "toString",
      this.bytes(8).toString("hex"),
    ])
    const args = Array.from({ length: this.below(4) }, () => this.json())
    // A half of a surrogate pair is not a text that UTF-8 can carry.
    const packet = `42${namespace},${id}${JSON.stringify([name, ...args])}`
    return frame(OPCODE.text, packet)
  }

  /** What the parser of socket.io itself refuses: the last word on a connection. */
  brokenPacket(namespace: string): Buffer {
    const end = this.pick([
      "[",
      "[1,2",
      "{}",
      '"x"',
      "[null]",
      "[{}]",
      '["connect"]',
      '["disconnect"]',
      "\u0000",
    ])
    return this.pick([
      frame(OPCODE.text, `42${namespace},${end}`),
      frame(OPCODE.text, `45${this.below(1_000_000)}-${namespace},["message",{}]`),
      frame(OPCODE.text, `43${namespace},${this.below(9)}[${JSON.stringify(this.json())}]`),
      frame(OPCODE.text, `4${this.below(10)}${this.bytes(10).toString("hex")}`),
      frame(OPCODE.binary, this.bytes(40)),
      frame(OPCODE.text, "41/nowhere,"),
    ])
  }

  /**
   * A message of the protocol's own form with anything in its numbers: it passes the parser and meets the study.
   * @param hashes what an owner might say that it agreed to.
   */
  message(hashes: readonly [string, ...string[]]): Buffer[] {
    const round = this.pick([1, 1, 2, this.below(50) + 1, 4_000_000])
    const number = this.pick([0, 1, -1, 1e30, 1e-30, this.below(1_000) / 7])
    const activity = this.pick([
      "joined",
      "data-checked",
      "training",
      "uploading",
      "evaluating",
      "waiting",
      "paused",
    ])
    const studyHash = this.pick(hashes)
    const examples = this.pick([1, 10, 1_000_000, 2 ** 40])
    switch (this.below(10)) {
      case 0:
        return [envelope({ kind: "activity", activity })]
      case 1:
        return [envelope({ kind: "want-result", which: this.pick(["best", "last"]) })]
      case 2:
        return [envelope({ kind: "failed", round, code: this.pick(["E_TRAINING", "E_LATE", "E_INTERNAL"]) })]
      case 3:
        return [envelope({ kind: "evaluation", round, examples, loss: number, accuracy: null })]
      case 4:
        return [
          envelope({
            kind: "ready",
            studyHash,
            trainingRows: examples,
            validationRows: this.below(3),
            statistics: this.pick([["height"], ["height", "weight"], ["weight", "height"]]).map((name) => ({
              name,
              count: examples,
              sum: number,
              sumOfSquares: Math.abs(number),
            })),
          }),
        ]
      case 5:
        return [envelope({ kind: "enrol", studyHash })]
      case 6: {
        const step = this.pick(["advertise", "shares", "masked", "confirm", "unmask"])
        return withPayload(
          { kind: "aggregation", number: this.pick([1, 2, 2 ** 53 - 1]), step },
          this.bytes(300),
        )
      }
      default: {
        const update = {
          kind: "update",
          round,
          examples,
          trainLoss: number,
          trainAccuracy: null,
          trainingMs: 0,
        }
        return withPayload(update, this.weights())
      }
    }
  }
}

/** What becomes of a right step in hands like these: flipped, cut, grown, moved within itself, or other bytes. */
export function mutated(fuzz: Fuzz, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(right)
  const at = () => fuzz.below(bytes.length)
  switch (fuzz.below(6)) {
    case 0:
      return bytes.slice(0, at())
    case 1:
      return Uint8Array.of(...bytes, ...fuzz.bytes(40))
    case 2:
      return Uint8Array.from(fuzz.bytes(300))
    case 3:
      return bytes.copyWithin(at(), at(), at())
    default: {
      for (let flips = fuzz.below(4) + 1; flips > 0; flips--) bytes.fill(fuzz.below(256), at(), at() + 1)
      return bytes
    }
  }
}

const FIELDS = [
  "kind",
  "message",
  "transfer",
  "id",
  "bytes",
  "index",
  "count",
  "round",
  "__proto__",
  "constructor",
] as const

/** One message as a text frame that asks for no answer. */
export function envelope(message: Record<string, unknown>, namespace = "/owner"): Buffer {
  return frame(OPCODE.text, `42${namespace},${JSON.stringify(["message", { message }])}`)
}

/** One message and its payload, as the two frames of a packet with an attachment. */
export function withPayload(
  message: Record<string, unknown>,
  payload: Buffer,
  namespace = "/owner",
): Buffer[] {
  const event = JSON.stringify(["message", { message }, { _placeholder: true, num: 0 }])
  return [frame(OPCODE.text, `451-${namespace},${event}`), frame(OPCODE.binary, payload)]
}
