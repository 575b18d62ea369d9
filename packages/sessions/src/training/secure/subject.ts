import { jsonHash } from "@tutti/crypto"
import type { ColumnScaling, ModelHash, StudyTotals } from "@tutti/protocol"
import { fromHex } from "@tutti/ring"

/** What owners measure their rows by, as the rounds announce it: the scaling of columns, and the totals of weights. */
export type Standard = { readonly scaling: readonly ColumnScaling[]; readonly totals: StudyTotals }

/** SHA-256, hex. There is one standard in a study, for all owners and all rounds. */
export function standardHash({ scaling, totals }: Standard): string {
  return jsonHash({ scaling, totals })
}

/**
 * What every owner of one sum of updates or measurements must have been told alike, as [32] for `modelHash` of the offer,
 * which enters every key. The model alone is not enough: under other totals an owner's weight, and under another scaling
 * its update, can be made to vanish, and a sum in which all others have vanished is one owner's update.
 */
export function subjectHash(modelHash: ModelHash, standard: string): Uint8Array<ArrayBuffer> {
  return fromHex(jsonHash({ model: modelHash, standard })) ?? new Uint8Array(0)
}
