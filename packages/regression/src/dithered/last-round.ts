import { fromBase64url, toBase64url } from "@tutti/ring"
import { openedFrom, recordOf } from "../opened/opened-record.ts"
import { evaluate } from "./linear-form.ts"
import type { Party } from "./party.ts"
import type { Setting } from "./stage.ts"

/**
 * What a party needs for the last round and nothing before it: what has been opened, its own last frame, and to check
 * the others' with, its key and what their pads come to in the two forms that are left. Plain data, so that it can
 * outlive the page. Whoever reads it learns what this party has opened, and no share of anything else.
 */
export type LastRound = {
  readonly index: number
  readonly parties: number
  /** Of all rounds before, base64url. */
  readonly transcript: string
  /** base64url */
  readonly frame: string
  /** In decimal, as the rest. */
  readonly key: string
  /** [parties][forms], its own empty. */
  readonly pads: readonly (readonly string[])[]
  /** [forms] */
  readonly constants: readonly string[]
  readonly opened: readonly { readonly name: string; readonly values: readonly string[] }[]
}

/** @returns undefined before the last round. */
export function keepLastRound({
  setting,
  index,
  parties,
  material,
  stage,
  forms,
  transcript,
  frame,
}: Party): LastRound | undefined {
  if (stage.round !== 5) return undefined
  const { field } = setting.parameters
  const opened = recordOf(setting, { ...stage, residualOpened: 0n, totalOpened: 0n })
  return {
    index,
    parties,
    transcript: toBase64url(transcript),
    frame: toBase64url(frame),
    key: String(material.key),
    pads: material.pads.map((pads) =>
      pads.length === 0 ? [] : forms.map(({ terms }) => String(evaluate(field, terms, pads))),
    ),
    constants: forms.map(({ constant }) => String(constant)),
    opened: opened.map(({ name, values }) => ({ name, values: values.map(String) })),
  }
}

/**
 * The party again, for its last step: to it the two forms are the dealt values themselves.
 * @returns undefined for what was not kept of this design
 */
export function partyOfLastRound(setting: Setting, kept: LastRound): Party | undefined {
  const { index, parties, key, pads, constants } = kept
  const transcript = fromBase64url(kept.transcript)
  const frame = fromBase64url(kept.frame)
  const record = kept.opened.map(({ name, values }) => ({ name, values: values.map(BigInt) }))
  const opened = openedFrom(setting, record)
  if (transcript === undefined || frame === undefined || opened === undefined) return undefined
  return {
    setting,
    index,
    parties,
    material: { shares: [], key: BigInt(key), pads: pads.map((row) => row.map(BigInt)), tags: [] },
    challenge: { rows: [], quotient: 0n, square: 0n, relations: [] },
    stage: {
      ...opened,
      round: 5,
      masked: [],
      noise: [],
      determinant: 0n,
      inverse: [],
      probe: { row: [], quotient: 0n, square: 0n },
    },
    forms: constants.map((constant, place) => ({ constant: BigInt(constant), terms: [[place, 1n]] })),
    transcript,
    frame,
  }
}
