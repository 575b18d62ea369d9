import { webRandom } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { type InferenceDealerEvent, serveInferenceDealer } from "@tutti/sdk/inference"
import { type DealerEvent, serveDealer } from "@tutti/sdk/regression"
import { dealerKey } from "./key-file.ts"
import { openLedger } from "./ledger-file.ts"

export type DealerFiles = {
  /** Holds the key pair; made at the first start. Whoever has it can deal in this dealer's name. */
  keyFile: string
  /** Holds the runs that are burned; it belongs to the key, and moves with it. */
  ledger: string
}

export type RunningDealer = {
  /** base64url: what an admin names as a study's dealer. */
  readonly publicKey: string
  /** Ends all lines, and lets go of the ledger. */
  close(): void
}

/**
 * A dealer in this process: for every regression and every inference of the relay that names its key, until it is closed.
 * @throws {DealerFileError} when a file holds something else, or another dealer has the ledger.
 */
export async function startDealer(options: {
  relay: string
  files: DealerFiles
  onEvent(event: DealerEvent | InferenceDealerEvent): void
  fault(error: unknown): void
}): Promise<RunningDealer> {
  const { relay, files, onEvent, fault } = options
  const ledger = openLedger(files.ledger)
  try {
    const identity = await dealerKey(files.keyFile, webRandom)
    const serving = serveDealer({ relay, identity, records: ledger, onEvent, fault })
    const machine = { identity, suite: async () => nodeSuite, fault }
    const inferring = serveInferenceDealer(relay, machine, onEvent)
    return {
      publicKey: serving.publicKey,
      close() {
        serving.close()
        inferring.close()
        ledger.release()
      },
    }
  } catch (error) {
    ledger.release()
    throw error
  }
}
