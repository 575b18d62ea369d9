import { createStore, type StoreApi } from "zustand/vanilla"
import type {
  ClientCard,
  ClientScreen,
  Counted,
  InferenceProblem,
  LabelledSet,
  Picture,
  Told,
} from "../../workers/inference/api.ts"
import type { ClientRemote } from "../../workers/inference.ts"
import { callback } from "../../workers/participant.ts"
import type { Answer } from "../../workers/regression/api.ts"

/** Of a long list of images the first are shown. */
export const MOST_SHOWN = 40

/** An image that was chosen, and how: two may be equal. */
type Chosen = { readonly id: number; readonly picture: Picture }
export type Answered = { readonly chosen: readonly Chosen[]; readonly told: readonly Told[] }

type ClientState = {
  readonly stage: "opening" | "trouble" | "consent" | "ask"
  readonly card: ClientCard | null
  readonly screen: ClientScreen | null
  readonly samples: readonly { picture: Picture; label: number }[]
  readonly chosen: readonly Chosen[]
  readonly set: LabelledSet | null
  readonly busy: boolean
  readonly answered: Answered | null
  readonly counted: Counted | null
  readonly problem: InferenceProblem | null
  open(link: string): Promise<void>
  agree(): Promise<void>
  normalise(drawing: Picture): Promise<Picture | null>
  add(pictures: readonly Picture[]): void
  remove(id: number): void
  empty(): void
  read(file: File): Promise<void>
  ask(): Promise<void>
  takeSampleSet(): Promise<void>
  readSet(images: File, labels: File): Promise<void>
  count(): Promise<void>
}

export type ClientStore = StoreApi<ClientState>

/** The client's whole page: what its worker last said, and which images were chosen. It computes nothing. */
export function createClientStore(desk: ClientRemote): ClientStore {
  return createStore<ClientState>()((set, get) => {
    let nextId = 1
    const begin = () => set({ busy: true, problem: null })
    /** Shows what came of something, or what stands in its way. */
    function end<Value>(answer: Answer<Value>, show: (value: Value) => Partial<ClientState>) {
      set(answer.ok ? { busy: false, ...show(answer.value) } : { busy: false, problem: answer.problem })
    }
    return {
      stage: "opening",
      card: null,
      screen: null,
      samples: [],
      chosen: [],
      set: null,
      busy: false,
      answered: null,
      counted: null,
      problem: null,
      async open(link) {
        await desk.onScreen(callback((screen: ClientScreen) => set({ screen })))
        const answer = await desk.open(link)
        if (answer.ok) set({ stage: "consent", card: answer.value })
        else set({ stage: "trouble", problem: answer.problem })
      },
      async agree() {
        set({ stage: "ask" })
        const answer = await desk.samples()
        if (answer.ok) set({ samples: answer.value })
      },
      normalise: (drawing) => desk.normalise(drawing),
      add(pictures) {
        const added = pictures.map((picture) => ({ id: nextId++, picture }))
        set(({ chosen }) => ({ chosen: [...chosen, ...added], problem: null }))
      },
      remove: (id) => set(({ chosen }) => ({ chosen: chosen.filter((one) => one.id !== id) })),
      empty: () => set({ chosen: [] }),
      async read(file) {
        begin()
        const answer = await desk.read(file)
        end(answer, () => ({}))
        if (answer.ok) get().add(answer.value)
      },
      async ask() {
        const { chosen } = get()
        begin()
        set({ answered: null })
        const answer = await desk.classify(chosen.map(({ picture }) => picture))
        end(answer, (told) => ({ answered: { chosen, told }, chosen: [] }))
      },
      async takeSampleSet() {
        begin()
        set({ set: null, counted: null })
        end(await desk.takeSampleSet(), (taken) => ({ set: taken }))
      },
      async readSet(images, labels) {
        begin()
        set({ set: null, counted: null })
        end(await desk.readSet(images, labels), (taken) => ({ set: taken }))
      },
      async count() {
        begin()
        set({ counted: null })
        end(await desk.count(), (counted) => ({ counted }))
      },
    }
  })
}
