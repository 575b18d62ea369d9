import type { RefusalCode } from "@tutti/protocol"
import * as z from "zod"
import { ChunkHeader, Envelope } from "./frames.ts"
import type { OpenedFrame } from "./open-frame.ts"
import { payloadFits } from "./payload-rule.ts"
import { TransferAssembler } from "./transfer-assembler.ts"
import type { WireLimits } from "./wire-limits.ts"

export type Received<In> =
  | { kind: "chunk" }
  | { kind: "message"; message: In; payload: Uint8Array | undefined }
  /** `of` is the message's kind, where it could be read. */
  | { kind: "refused"; code: RefusalCode; of?: string }

/** Enough of a message to say what was refused. */
const Kind = z.object({ kind: z.string().max(40) })

/**
 * The door of one end of a line: opened frames go in, parsed messages or refusals come out. Nothing that arrives
 * makes it throw.
 */
export class Inbox<In extends { kind: string }> {
  readonly #schema: z.ZodType<In>
  readonly transfers: TransferAssembler

  constructor(schema: z.ZodType<In>, limits: WireLimits) {
    this.#schema = schema
    this.transfers = new TransferAssembler(limits)
  }

  receive(event: string, frame: OpenedFrame, nowMs: number): Received<In> {
    if (!frame.ok) return { kind: "refused", code: frame.code }
    const { json, binary } = frame
    switch (event) {
      case "chunk":
        return this.#chunk(json, binary, nowMs)
      case "message":
        return this.#message(json, binary)
      default:
        return { kind: "refused", code: "E_MALFORMED" }
    }
  }

  #chunk(json: unknown, chunk: Uint8Array | undefined, nowMs: number): Received<In> {
    const header = ChunkHeader.safeParse(json)
    if (!header.success || chunk === undefined) return { kind: "refused", code: "E_MALFORMED" }
    const accepted = this.transfers.accept(header.data, chunk, nowMs)
    return accepted.ok ? { kind: "chunk" } : { kind: "refused", code: accepted.code }
  }

  #message(json: unknown, inline: Uint8Array | undefined): Received<In> {
    const envelope = Envelope.safeParse(json)
    if (!envelope.success) return { kind: "refused", code: "E_MALFORMED" }
    const { message, transfer } = envelope.data
    const claimed = transfer && this.transfers.claim(transfer, inline ?? new Uint8Array())
    if (claimed?.ok === false) return refused(claimed.code, message)
    const payload = claimed?.payload ?? inline
    const parsed = this.#schema.safeParse(message)
    if (!parsed.success || !payloadFits(parsed.data.kind, payload)) return refused("E_MALFORMED", message)
    return { kind: "message", message: parsed.data, payload }
  }
}

function refused(code: RefusalCode, message: unknown): Extract<Received<never>, { kind: "refused" }> {
  const of = Kind.safeParse(message).data?.kind
  return of === undefined ? { kind: "refused", code } : { kind: "refused", code, of }
}
