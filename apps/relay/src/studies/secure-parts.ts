import { verifierOfPinnedKeys } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import type { AggregationTools } from "@tutti/sessions/training"
import type { RelayKey } from "../store/relay-key.ts"
import type { UnmaskPool } from "../unmasking/unmask-pool.ts"

/** What all secure studies of one relay share. */
export type SecureParts = { key: RelayKey; masks: UnmaskPool }

/** The tools of one study's aggregations: it hears from the keys of its frozen roster, again and again. */
export function aggregationTools({ key, masks }: SecureParts): AggregationTools {
  return {
    suite: nodeSuite,
    sign: key.sign,
    verify: verifierOfPinnedKeys(),
    makeReady: (owners, words) => masks.makeReady(owners, words),
    unmask: (tasks, laneBits, words) => masks.unmask(tasks, laneBits, words),
  }
}
