import { jsonHash } from "@tutti/crypto"
import { creditApprovalSchema, type Delimiter, parseTable, selectRows, type Table } from "@tutti/data"
import { permutation, seededRandom } from "@tutti/learning"
import type { DatasetSchema } from "@tutti/protocol"

/** Into how many parts an owner's page cuts the sample; its tab takes one. */
export const SAMPLE_PARTS = 10
const SAMPLE_SEED = 1

/** The bundled file that has a study's columns, or null. */
export function sampleFor(schema: DatasetSchema): string | null {
  return jsonHash(schema) === jsonHash(creditApprovalSchema) ? "/samples/credit-synthetic.csv" : null
}

/** Fetch the sample from where the page came from. Null when it is not there or is no table. */
export async function fetchSample(address: string): Promise<{ table: Table; delimiter: Delimiter } | null> {
  const answer = await fetch(address).catch(() => null)
  if (answer === null || !answer.ok) return null
  const parsed = parseTable(new Uint8Array(await answer.arrayBuffer()))
  return parsed.ok ? parsed : null
}

/**
 * One of several parts of a table, dealt like cards in an order that is always the same: every row is in exactly one
 * part, and the sizes differ by one at most.
 * @param part in [0, parts)
 */
export function samplePart(table: Table, part: number, parts: number): Table {
  const order = permutation(table.rows, seededRandom(SAMPLE_SEED, "sample-parts"))
  return selectRows(
    table,
    order.filter((_, position) => position % parts === part).toSorted((one, other) => one - other),
  )
}
