import type { StudyId, StudySpec } from "@tutti/protocol"
import { type AdminClient, relayInfo } from "@tutti/sdk/admin"
import { creditApprovalStudy, secureStudy } from "@tutti/sdk/templates"
import { createStore } from "zustand"
import { studies as words } from "../../strings/en.admin.ts"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"
import { failureAnatomy } from "../failure.ts"
import { addSimulatedOwners } from "./simulated-owners.ts"

const OWNERS = 10

/** Rounds slow enough to be watched, so many that the curves tell something, and all of them in half a minute. */
const PACE = { rounds: 12, epochs: 12, batchSize: 16, learningRate: 0.01 }

export type Rehearsal = {
  study: StudyId | null
  step: "setting-up" | "joining" | "started" | "failed"
  failure: ErrorAnatomy | null
}

/** The rehearsal of this tab: what the pages say about it. One at a time. */
export const rehearsal = createStore<Rehearsal>()(() => ({ study: null, step: "started", failure: null }))

/**
 * A whole study for somebody who brings nothing but curiosity: credit approval under masks, ten simulated owners, frozen
 * and started as soon as they are ready.
 * @param onCreated called when the study exists and its cockpit can be opened.
 */
export async function rehearse(admin: AdminClient, onCreated: (study: StudyId) => void): Promise<void> {
  rehearsal.setState({ study: null, step: "setting-up", failure: null })
  try {
    const keys = await import("../study-key/held-key.ts")
    const [relay, key] = await Promise.all([relayInfo(location.origin), keys.makeStudyKey()])
    const spec = rehearsalStudy({ studyKey: key.publicKey, relayKey: relay.relayKey })
    const { study } = await keys.createWithKey(admin, spec, key)
    rehearsal.setState({ study, step: "joining" })
    onCreated(study)
    const failure = await addSimulatedOwners(admin, study, spec, OWNERS)
    if (failure === null) {
      await admin.freezeRoster(study, key)
      await admin.command(study, "start")
    }
    rehearsal.setState({ step: failure === null ? "started" : "failed", failure })
  } catch (error) {
    rehearsal.setState({ step: "failed", failure: failureAnatomy(error) })
  }
}

function rehearsalStudy(keys: { studyKey: string; relayKey: string }): StudySpec {
  const study = creditApprovalStudy({
    title: words.rehearsalTitle,
    organiser: words.rehearsalOrganiser,
    training: {
      rounds: PACE.rounds,
      local: {
        epochs: PACE.epochs,
        batchSize: PACE.batchSize,
        optimiser: { kind: "sgd", learningRate: PACE.learningRate },
        proximal: 0,
      },
    },
  })
  // All ten must stay: they live in one tab, and so leave together or not at all.
  return secureStudy(study, { owners: OWNERS, minimumCohort: OWNERS, dropoutPerTenThousand: 0, ...keys })
}
