import type { StudyId } from "@tutti/protocol"
import { createStore, type StoreApi } from "zustand/vanilla"
import type {
  CostEstimate,
  InferenceProblem,
  KeptCard,
  ModelCard,
  OfferDraft,
  Offered,
  Output,
  OwnerScreen,
  TrainingChoice,
} from "../../workers/inference/api.ts"
import type { OwnerRemote } from "../../workers/inference.ts"
import { callback } from "../../workers/participant.ts"
import type { Answer } from "../../workers/regression/api.ts"

/** What the tab is busy with; nothing else can be begun meanwhile. */
type Work = "reading" | "training" | "offering" | "returning"

export type OwnerState = {
  readonly work: Work | null
  /** Of a training. */
  readonly epoch: number
  readonly model: ModelCard | null
  readonly draft: OfferDraft
  readonly cost: CostEstimate | null
  /** Offers that this browser has kept and that have not been withdrawn. */
  readonly kept: readonly KeptCard[]
  /** What stands in the way of going on with one of them. */
  readonly keptProblem: InferenceProblem | null
  /** Another tab of this browser serves the offer that this one is to go on with. */
  readonly isElsewhere: boolean
  readonly offered: Offered | null
  readonly screen: OwnerScreen | null
  readonly problem: InferenceProblem | null
  look(): Promise<void>
  goOn(study: StudyId): Promise<void>
  change(changes: Partial<OfferDraft>): void
  takeBundled(): Promise<void>
  readModel(files: readonly File[], images: File | null): Promise<void>
  train(choice: TrainingChoice): Promise<void>
  offer(): Promise<void>
  /** @returns whether nothing is left to be said of it */
  withdraw(study: StudyId): Promise<boolean>
}

export type OwnerStore = StoreApi<OwnerState>

const FIRST: OfferDraft = { title: "", organiser: "", output: "label", dealerKey: "", mostRows: 10_000 }

/** The model owner's whole page: what its worker last said, and what the form holds. It computes nothing. */
export function createOwnerStore(desk: OwnerRemote, token: string): OwnerStore {
  return createStore<OwnerState>()((set, get) => {
    async function price(output: Output) {
      const answer = await desk.estimate(output)
      if (get().draft.output === output) set({ cost: answer.ok ? answer.value : null })
    }
    async function took(answer: Answer<ModelCard>) {
      if (!answer.ok) return set({ work: null, problem: answer.problem })
      set({ work: null, model: answer.value })
      await price(get().draft.output)
    }
    const listen = () => desk.onScreen(callback((screen: OwnerScreen) => set({ screen })))
    const begin = (work: Work) => set({ work, epoch: 0, problem: null })
    const beginModel = (work: Work) => {
      begin(work)
      set({ model: null, cost: null })
    }
    return {
      work: null,
      epoch: 0,
      model: null,
      draft: FIRST,
      cost: null,
      kept: [],
      keptProblem: null,
      isElsewhere: false,
      offered: null,
      screen: null,
      problem: null,
      async look() {
        const answer = await desk.kept()
        // A browser that keeps nothing has kept no offer.
        if (answer.ok) set({ kept: answer.value })
      },
      async goOn(study) {
        set({ work: "returning", keptProblem: null })
        await listen()
        const onElsewhere = callback(() => set({ isElsewhere: true }))
        const answer = await desk.goOn(study, token, onElsewhere)
        const end = { work: null, isElsewhere: false } as const
        set(answer.ok ? { ...end, offered: answer.value } : { ...end, keptProblem: answer.problem })
      },
      change(changes) {
        set(({ draft }) => ({ draft: { ...draft, ...changes } }))
        if (changes.output !== undefined && get().model !== null) void price(changes.output)
      },
      async takeBundled() {
        beginModel("reading")
        await took(await desk.takeBundled())
      },
      async readModel(files, images) {
        beginModel("reading")
        await took(await desk.readModel(files, images))
      },
      async train(choice) {
        beginModel("training")
        const onEpoch = callback((epoch: number) => set({ epoch }))
        await took(await desk.train(choice, onEpoch))
      },
      async withdraw(study) {
        const answer = await desk.withdraw(study, token)
        set({ offered: null, screen: null, keptProblem: answer.ok ? null : answer.problem })
        await get().look()
        return answer.ok
      },
      async offer() {
        begin("offering")
        await listen()
        const answer = await desk.offer(get().draft, token)
        set(answer.ok ? { work: null, offered: answer.value } : { work: null, problem: answer.problem })
      },
    }
  })
}
