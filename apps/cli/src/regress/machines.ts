import { type RelayProcess, startRelayProcess } from "../simulate/relay-process.ts"
import { type DealerProcess, startDealerProcess } from "./dealer-process.ts"

/** The processes of a rehearsal besides the owners'. */
export type Machines = {
  readonly relay: RelayProcess
  /** Where coefficients are opened. */
  readonly dealer: DealerProcess | null
  /** Ends the processes and removes what they kept. */
  stop(): Promise<void>
}

/** A relay, and a dealer for it, each in a process of its own. @throws {Error} when one ends before it is there. */
export async function startMachines({ withDealer }: { withDealer: boolean }): Promise<Machines> {
  const relay = await startRelayProcess()
  try {
    const dealer = withDealer ? await startDealerProcess(relay.url) : null
    return {
      relay,
      dealer,
      async stop() {
        await dealer?.stop()
        await relay.stop()
      },
    }
  } catch (error) {
    await relay.stop()
    throw error
  }
}
