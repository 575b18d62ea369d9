import { asBytes } from "./frames.ts"
import { jsonSize } from "./json-size.ts"
import type { WireLimits } from "./wire-limits.ts"

/** A frame within its bounds, nothing of it parsed: JSON, and at most one run of bytes. */
export type OpenedFrame =
  | { ok: true; json: unknown; binary: Uint8Array | undefined; bytes: number }
  | { ok: false; code: "E_MALFORMED" | "E_FRAME_TOO_BIG"; bytes: number }

/**
 * The first look at a frame: its form and its size, before any schema sees it.
 * @param args what the socket delivered with the event, without the function that answers.
 * @returns `bytes`: JSON text and binary together; of an endless JSON text only as much as was counted.
 */
export function openFrame(args: readonly unknown[], limits: WireLimits): OpenedFrame {
  const [json, attachment] = args
  const binary = asBytes(attachment)
  const text = jsonSize(json, limits.envelopeBytes)
  const bytes = Math.min(text ?? 0, limits.envelopeBytes) + (binary?.length ?? 0)
  if (text === undefined || args.length > 2 || (args.length === 2 && binary === undefined))
    return { ok: false, code: "E_MALFORMED", bytes }
  if (text > limits.envelopeBytes || (binary !== undefined && binary.length > limits.chunkBytes))
    return { ok: false, code: "E_FRAME_TOO_BIG", bytes }
  return { ok: true, json, binary, bytes }
}
