import { concatBytes } from "@tutti/ring"
import { u16, u32, u64 } from "../transcript/fields.ts"
import type { Reader } from "./reader.ts"

/** "fa" as two letters: what tells these bodies from anything else. */
const MAGIC = 0x6166
const VERSION = 1

/** Types of the messages M0 … M10, as they stand in the header. */
const TYPES = {
  offer: 0,
  advertise: 1,
  roster: 2,
  shares: 3,
  deliver: 4,
  masked: 5,
  survivors: 6,
  confirm: 7,
  quorum: 8,
  unmask: 9,
  result: 10,
} as const
type MessageType = keyof typeof TYPES

/** 16 bytes before every body: magic 2, version 1, type 1, round number 8, owner's index 4. */
export type Header = { readonly type: MessageType; readonly round: number; readonly owner: number }

export const HEADER_BYTES = 16

export function writeHeader({ type, round, owner }: Header): Uint8Array<ArrayBuffer> {
  return concatBytes(u16(MAGIC), Uint8Array.of(VERSION, TYPES[type]), u64(round), u32(owner))
}

/** Whether the reader's next 16 bytes are the header of such a message of this round for or from this owner. */
export function readHeader(reader: Reader, { type, round, owner }: Header): boolean {
  const magic = reader.u16()
  const version = reader.u8()
  const found = reader.u8()
  return (
    magic === MAGIC &&
    version === VERSION &&
    found === TYPES[type] &&
    reader.u64() === round &&
    reader.u32() === owner
  )
}
