import { INFERENCE_PAYLOAD_KINDS, PARTY_PAYLOAD_KINDS, PAYLOAD_KINDS } from "@tutti/protocol"

/** A kind that two doors have means the same at both. */
const RULES: ReadonlyMap<string, "required" | "optional"> = new Map([
  ...Object.entries(PAYLOAD_KINDS),
  ...Object.entries(PARTY_PAYLOAD_KINDS),
  ...Object.entries(INFERENCE_PAYLOAD_KINDS),
])

/** Whether a message of this kind may come with this payload, or without one. */
export function payloadFits(kind: string, payload: Uint8Array | undefined): boolean {
  const rule = RULES.get(kind) ?? "forbidden"
  return rule === "optional" || (rule === "required") === (payload !== undefined)
}
