import {
  autoMapping,
  checkTable,
  type PreparedDataset,
  prepareDataset,
  selectRows,
  type Table,
  usableRows,
} from "@tutti/data"
import type { StudySpec } from "@tutti/protocol"
import { dataError } from "@tutti/sdk"
import { CliFailure } from "../failure.ts"
import { dealRows } from "./deal.ts"

/** Share of the usable rows that no owner gets. */
const HELD_OUT_SHARE = 0.2

/** One file, dealt to simulated owners. */
export type Hands = {
  /** The rows that nobody trains on; all of them count as training rows of this dataset. */
  heldOut: PreparedDataset
  /** [owners] each split into training and validation rows as the study says. */
  owners: readonly PreparedDataset[]
  dealtAgain: number
}

/**
 * Check the file as an owner's page would, keep rows apart, and deal the rest. Rows that the study cannot use are
 * left out before, so that nobody is dealt an empty hand.
 * @throws {TuttiError} the code of what is wrong with the file. @throws {CliFailure} E_OWNERS for fewer than two
 * usable rows.
 */
export function prepareHands(table: Table, spec: StudySpec, owners: number, seed: number): Hands {
  const mapping = autoMapping(table, spec.dataset)
  const { ok, problems } = checkTable(table, spec.dataset, mapping)
  if (!ok) throw dataError(problems)
  const usable = usableRows(table, spec.dataset, mapping)
  if (usable.length < 2)
    throw new CliFailure("E_OWNERS", "The file has one usable row: one cannot be dealt and held out at once.")

  const prepare = (rows: readonly number[], validationFraction: number): PreparedDataset => {
    const hand = selectRows(
      table,
      rows.map((row) => usable[row] ?? 0),
    )
    const prepared = prepareDataset(hand, spec.dataset, mapping, {
      seed: spec.training.seed,
      validationFraction,
    })
    if (!prepared.ok) throw dataError(prepared.problems)
    return prepared.dataset
  }
  const deal = dealRows(usable.length, owners, HELD_OUT_SHARE, seed)
  return {
    heldOut: prepare(deal.heldOut, 0),
    owners: deal.owners.map((hand) => prepare(hand, spec.training.validationFraction)),
    dealtAgain: deal.dealtAgain,
  }
}
