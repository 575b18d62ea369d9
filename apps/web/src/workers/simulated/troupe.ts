import { chooseSignatureSuite, generateIdentity, webRandom } from "@tutti/crypto"
import { autoMapping, prepareDataset, type Table } from "@tutti/data"
import type { StudySpec } from "@tutti/protocol"
import type { OwnerView } from "@tutti/sessions/training"
import { NO_HISTORY } from "../participant/history.ts"
import { fetchInvitation, type InviteLink, readInviteLink } from "../participant/invitation.ts"
import { createLazyTrainer } from "../participant/lazy-trainer.ts"
import { recordsInMemory } from "../participant/memory-records.ts"
import { type Participation, participate } from "../participant/participation.ts"
import { type Problem, type ProblemCode, problemOf } from "../participant/problem.ts"
import { fetchSample, SAMPLE_PARTS, sampleFor, samplePart } from "../participant/sample.ts"

/** How one simulated owner stands; in the order in which they were started. */
export type SimulatedState = { label: string; phase: OwnerView["phase"]; problem: Problem | null }

export type Gathered = { ok: true } | { ok: false; problem: Problem }

/** Several owners in one thread: each with an identity, a socket and rows of its own; nothing of them is kept. */
export interface Troupe {
  /**
   * Let `count` owners join by the link and take part.
   * @returns ok when all are ready; else the first refusal, and those who are ready stay.
   */
  gather(count: number, inviteLink: string, onStates: (states: SimulatedState[]) => void): Promise<Gathered>
  /** Close all lines: the relay sees lost connections. */
  dismiss(): void
}

export function openTroupe(): Troupe {
  const members: { label: string; participation: Participation }[] = []
  return {
    async gather(count, inviteLink, onStates) {
      const link = readInviteLink(inviteLink)
      if (link === null) return refused("E_LINK")
      const asked = await fetchInvitation(link, null)
      if (!asked.ok) return refused(asked.code)
      const { spec } = asked.invitation
      const address = sampleFor(spec.dataset)
      const sample = address === null ? null : await fetchSample(address)
      if (sample === null) return refused("E_SAMPLE")
      const tell = () => onStates(members.map(stateOf))
      const joined = dealtParts(sample.table, count).map(async (table, index) => {
        const label = `Simulated owner ${index + 1}`
        const participation = await joinAs(label, link, tell)
        members.push({ label, participation })
        tell()
        return takePart(participation, spec, table)
      })
      const answers = await Promise.all(joined)
      return answers.find(({ ok }) => !ok) ?? { ok: true }
    },
    dismiss() {
      for (const { participation } of members.splice(0)) participation.close()
    },
  }
}

/** Neighbouring parts from a random one on, so that a second troupe hardly ever holds the rows of the first. */
function dealtParts(table: Table, count: number): Table[] {
  const parts = Math.max(SAMPLE_PARTS, count)
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
  return Array.from({ length: count }, (_, index) => samplePart(table, (word + index) % parts, parts))
}

async function joinAs(label: string, link: InviteLink, onChange: () => void): Promise<Participation> {
  const identity = await generateIdentity(await chooseSignatureSuite(webRandom))
  return participate({
    link,
    identity,
    label,
    earlier: NO_HISTORY,
    trainer: createLazyTrainer,
    records: recordsInMemory(),
    onScreen: onChange,
    onHistory: () => {},
  })
}

async function takePart({ participant }: Participation, spec: StudySpec, table: Table): Promise<Gathered> {
  const { dataset: schema, training } = spec
  const prepared = prepareDataset(table, schema, autoMapping(table, schema), training)
  if (!prepared.ok) return refused("E_SAMPLE")
  const admission = await participant.admitted
  if (!admission.ok) return refused(admission.refusal === "closed" ? "E_UNREACHABLE" : admission.refusal)
  participant.dataChecked()
  const accepted = await participant.ready(prepared.dataset)
  if (accepted.ok) return { ok: true }
  return refused(accepted.refusal === "closed" ? "E_UNREACHABLE" : accepted.refusal)
}

function stateOf({ label, participation }: { label: string; participation: Participation }): SimulatedState {
  const { phase, problem } = participation.screen()
  return { label, phase, problem }
}

const refused = (code: ProblemCode): Gathered => ({ ok: false, problem: problemOf(code) })
