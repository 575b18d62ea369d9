import {
  autoMapping,
  type Mapping,
  type ParsedTable,
  type PreparedDataset,
  parseTable,
  prepareDataset,
  problemWords,
  type TableOptions,
} from "@tutti/data"
import type { StudySpec } from "@tutti/protocol"
import {
  type DataScreen,
  dataScreen,
  firstMapping,
  GUESSED,
  type ReadFile,
  type ReadingChoice,
} from "./data-screen.ts"
import type { Problem, ProblemCode } from "./problem.ts"
import { problemOf } from "./problem.ts"
import { fetchSample, SAMPLE_PARTS, sampleFor, samplePart } from "./sample.ts"
import {
  type Bytes,
  readChosenFile,
  readSameFile,
  type SavedFile,
  type SavedSource,
  type SourceChoice,
} from "./source.ts"

/** What a browser keeps of an owner's data: where it is and how it is read, never what it holds. */
export type SavedChoice = {
  source: SavedSource
  reading: ReadingChoice
  mapping: Mapping
  /** The owner changed it; a mapping that only the names and cells of one file gave says nothing of the next. */
  byHand: boolean
  /** Names of the file's columns: the mapping holds for files with the same ones. */
  fileColumns: readonly string[]
}

type Read<Value> = { ok: true; value: Value } | { ok: false; problem: Problem }
type Progress = (share: number) => void

export interface DatasetDesk {
  choose(choice: SourceChoice, saved: SavedChoice | null, progress: Progress): Promise<Read<DataScreen>>
  /** The data of an earlier visit again. @param picked where the browser kept no handle. */
  restore(saved: SavedChoice, picked: File | null, progress: Progress): Promise<Read<DataScreen>>
  changeReading(reading: ReadingChoice): Promise<Read<DataScreen>>
  changeMapping(mapping: Mapping): Read<DataScreen>
  screen(): DataScreen | null
  saved(): SavedChoice | null
  /** Null while something stops the owner. */
  prepare(): PreparedDataset | null
}

/**
 * The owner's file in the worker: read, mapped, checked, prepared. Bytes are let go once they are a table; another
 * reading of the same file asks the browser for them again.
 */
export function openDatasetDesk(spec: StudySpec): DatasetDesk {
  let current: {
    file: ReadFile
    again: () => Promise<Bytes | null>
    saved: SavedChoice
    screen: DataScreen
    /** Made when it is first asked for; undefined before. */
    dataset?: PreparedDataset | null
  } | null = null

  const take = (file: ReadFile, again: () => Promise<Bytes | null>, saved: SavedChoice): Read<DataScreen> => {
    const screen = dataScreen(file, spec, saved.mapping)
    current = { file, again, saved, screen }
    return { ok: true, value: screen }
  }

  const takeBytes = (
    bytes: Bytes,
    source: SavedFile,
    reading: ReadingChoice,
    earlier: SavedChoice | null,
    again: () => Promise<Bytes | null>,
    progress: Progress,
  ): Read<DataScreen> => {
    const parsed = parseTable(bytes, tableOptions(reading, progress))
    if (!parsed.ok) return { ok: false, problem: fileProblem(parsed) }
    const { table, delimiter, problems } = parsed
    const auto = autoMapping(table, spec.dataset)
    const file = { source: { kind: "file", name: source.name }, table, delimiter, auto, problems } as const
    const mapping = firstMapping(file, earlier)
    const fileColumns = table.columns.map(({ name }) => name)
    const byHand = earlier?.byHand === true && mapping === earlier.mapping
    return take(file, again, { source, reading, mapping, byHand, fileColumns })
  }

  const takeSample = async (part: number, earlier: Mapping | null): Promise<Read<DataScreen>> => {
    const address = sampleFor(spec.dataset)
    const whole = address === null ? null : await fetchSample(address)
    if (whole === null) return refused("E_SAMPLE")
    const { delimiter } = whole
    const table = samplePart(whole.table, part, SAMPLE_PARTS)
    const auto = autoMapping(table, spec.dataset)
    const name = `${part + 1}/${SAMPLE_PARTS}`
    const file = { source: { kind: "sample", name }, table, delimiter, auto, problems: [] } as const
    const mapping = earlier ?? auto
    const fileColumns = table.columns.map((column) => column.name)
    return take(file, async () => null, {
      source: { kind: "sample", part },
      reading: GUESSED,
      mapping,
      byHand: earlier !== null,
      fileColumns,
    })
  }

  return {
    async choose(choice, saved, progress) {
      if (choice.kind === "sample") return takeSample(randomPart(), null)
      const { file, handle } = choice
      const read = await readChosenFile(file, handle)
      if (!read.ok) return refused(read.code)
      const again = async () => {
        const once = await readChosenFile(file, handle)
        return once.ok ? once.bytes : null
      }
      const earlier = saved?.byHand ? saved : null
      return takeBytes(read.bytes, read.saved, GUESSED, earlier, again, progress)
    },
    async restore(saved, picked, progress) {
      const { source } = saved
      if (source.kind === "sample") return takeSample(source.part, saved.mapping)
      const read = await readSameFile(source, picked)
      if (!read.ok) return refused(read.code)
      const again = async () => {
        const once = await readSameFile(source, picked)
        return once.ok ? once.bytes : null
      }
      return takeBytes(read.bytes, source, saved.reading, saved, again, progress)
    },
    async changeReading(reading) {
      if (current === null || current.saved.source.kind === "sample") return refused("E_FILE_UNREADABLE")
      const { saved, again } = current
      const bytes = await again()
      if (bytes === null || saved.source.kind === "sample") return refused("E_FILE_UNREADABLE")
      return takeBytes(bytes, saved.source, reading, null, again, () => {})
    },
    changeMapping(mapping) {
      if (current === null) return refused("E_FILE_UNREADABLE")
      return take(current.file, current.again, { ...current.saved, mapping, byHand: true })
    },
    screen: () => current?.screen ?? null,
    saved: () => current?.saved ?? null,
    prepare() {
      if (current === null) return null
      if (current.dataset === undefined) {
        const { file, saved } = current
        const prepared = prepareDataset(file.table, spec.dataset, saved.mapping, spec.training)
        current = { ...current, dataset: prepared.ok ? prepared.dataset : null }
      }
      return current.dataset ?? null
    },
  }
}

const refused = (code: ProblemCode) => ({ ok: false, problem: problemOf(code) }) as const

/** A file that is no table, in the parts of an error; sentences of the data package name lines and never cells. */
function fileProblem(parsed: Extract<ParsedTable, { ok: false }>): Problem {
  const [found] = parsed.problems
  return { code: found.code, side: "tab", ...problemWords(found) }
}

function tableOptions({ delimiter, header }: ReadingChoice, progress: Progress): TableOptions {
  return {
    progress,
    ...(delimiter === null ? {} : { delimiter }),
    ...(header === null ? {} : { header }),
  }
}

/** Which part of the sample this browser takes: two tabs that try the sample hardly ever take the same. */
function randomPart(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
  return word % SAMPLE_PARTS
}
