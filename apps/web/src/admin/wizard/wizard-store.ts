import type { ColumnKind, DataProblem } from "@tutti/data"
import type { Column, StudyId } from "@tutti/protocol"
import type { AdminClient } from "@tutti/sdk/admin"
import { relayInfo } from "@tutti/sdk/admin"
import { creditApprovalStudy, studyFromSchema } from "@tutti/sdk/templates"
import { type Remote, wrap } from "comlink"
import { createStore } from "zustand"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"
import { failureAnatomy } from "../failure.ts"
import { createWithKey, makeStudyKey } from "../study-key/held-key.ts"
import { type Draft, withColumn, withDataset } from "./draft.ts"
import { FIRST_RULES, type Makings, type RulesDraft, studyOf } from "./rules-draft.ts"
import type { SchemaReader } from "./schema.worker.ts"

/** The admin's sample file as far as the page knows it: names and numbers, never rows. */
type SampleFile = { name: string; columns: readonly string[]; rows: number; target: string }

export type WizardState = {
  draft: Draft | null
  rules: RulesDraft
  /** Null until the relay has said what it offers, and this browser has made a key. */
  makings: Makings | null
  /** Null for a template with columns of its own. */
  file: SampleFile | null
  reading: boolean
  /** What was noticed in the file, or is wrong with it. */
  problems: readonly DataProblem[]
  creating: boolean
  failure: ErrorAnatomy | null
  takeCreditApproval(): void
  /** @returns whether the file gave a draft. */
  openFile(file: File): Promise<boolean>
  predict(target: string): Promise<void>
  setKind(column: string, kind: ColumnKind): Promise<void>
  setColumn(column: Column): void
  change(draft: Draft): void
  changeRules(rules: RulesDraft): void
  /** Ask the relay what it offers, and make a study key in this browser. Does nothing the second time. */
  prepare(): Promise<void>
  /** @returns the new study's id, or null when the relay refused. */
  create(): Promise<StudyId | null>
  /** Ends the reader's worker. */
  close(): void
}

export function createWizard(admin: AdminClient) {
  let worker: Worker | null = null
  const startReader = (): Remote<SchemaReader> => {
    worker?.terminate()
    worker = new Worker(new URL("./schema.worker.ts", import.meta.url), { type: "module" })
    return wrap<SchemaReader>(worker)
  }
  let reader: Remote<SchemaReader> | null = null

  return createStore<WizardState>()((set, get) => ({
    draft: null,
    rules: FIRST_RULES,
    makings: null,
    file: null,
    reading: false,
    problems: [],
    creating: false,
    failure: null,

    takeCreditApproval: () => set({ draft: creditApprovalStudy(), file: null, problems: [] }),

    async openFile(file) {
      set({ reading: true, problems: [], draft: null, file: null })
      reader = startReader()
      const opened = await reader.open(file)
      if (!opened.ok) {
        set({ reading: false, problems: opened.problems })
        return false
      }
      const { columns, rows, problems } = opened
      // The usual place of what is to be predicted; one select away from any other.
      const target = columns.at(-1) ?? ""
      set({ file: { name: file.name, columns, rows, target }, problems })
      await get().predict(target)
      return true
    },

    async predict(target) {
      const { file } = get()
      if (reader === null || file === null) return
      set({ reading: true })
      const inferred = await reader.infer(target, {})
      set({
        reading: false,
        file: { ...file, target },
        problems: inferred.problems,
        draft: inferred.ok ? studyFromSchema(inferred.schema) : null,
      })
    },

    async setKind(name, kind) {
      const { draft, file } = get()
      if (reader === null || draft === null || file === null) return
      const inferred =
        kind === "left-out" ? null : await reader.infer(file.target, { kinds: { [name]: kind } })
      if (inferred?.ok === false) {
        set({ problems: inferred.problems.filter(({ column }) => column === name) })
        return
      }
      const column = inferred?.schema.columns.find((one) => one.name === name) ?? null
      set({ draft: withDataset(draft, withColumn(draft.dataset, file.columns, name, column)), problems: [] })
    },

    setColumn(column) {
      const { draft } = get()
      if (draft === null) return
      const columns = draft.dataset.columns.map((one) => (one.name === column.name ? column : one))
      set({ draft: withDataset(draft, { ...draft.dataset, columns }) })
    },

    change: (draft) => set({ draft }),
    changeRules: (rules) => set({ rules }),

    async prepare() {
      if (get().makings !== null) return
      try {
        const [relay, key] = await Promise.all([relayInfo(location.origin), makeStudyKey()])
        set({ makings: { relay, key } })
      } catch (error) {
        set({ failure: failureAnatomy(error) })
      }
    },

    async create() {
      const { draft, rules, makings } = get()
      if (draft === null || makings === null) return null
      set({ creating: true, failure: null })
      try {
        const study = studyOf(draft, rules, makings)
        return (await createWithKey(admin, study, makings.key)).study
      } catch (error) {
        set({ failure: failureAnatomy(error) })
        return null
      } finally {
        set({ creating: false })
      }
    },

    close: () => worker?.terminate(),
  }))
}
export type Wizard = ReturnType<typeof createWizard>
