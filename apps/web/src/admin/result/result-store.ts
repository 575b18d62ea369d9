import type { StudyView } from "@tutti/protocol"
import type { AdminClient } from "@tutti/sdk/admin"
import { createStore } from "zustand"
import { download } from "../../ui/download.ts"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"
import { failureAnatomy } from "../failure.ts"
import { exportTfjsModel } from "./export-model.ts"

export type Which = "best" | "last"

export type ResultState = {
  busy: boolean
  failure: ErrorAnatomy | null
  downloadTfjs(view: StudyView, which: Which): Promise<void>
  downloadRaw(view: StudyView, which: Which): Promise<void>
  downloadCsv(view: StudyView): Promise<void>
  downloadJson(view: StudyView): Promise<void>
}

/** Every download of the result page: ask the relay, write the file, or say why not. */
export function createResultStore(admin: AdminClient) {
  return createStore<ResultState>()((set) => {
    const attempt = async (action: () => Promise<void>) => {
      set({ busy: true, failure: null })
      try {
        await action()
      } catch (error) {
        set({ failure: failureAnatomy(error) })
      } finally {
        set({ busy: false })
      }
    }
    return {
      busy: false,
      failure: null,
      downloadTfjs: (view, which) =>
        attempt(async () => {
          const { json, weights } = await exportTfjsModel(view, await admin.model(view.study, which))
          // tf.loadLayersModel finds the weights by the name that stands in model.json.
          download("model.json", "application/json", json)
          download("weights.bin", "application/octet-stream", weights)
        }),
      downloadRaw: (view, which) =>
        attempt(async () => {
          const { round, weights } = await admin.model(view.study, which)
          download(fileName(view, `round-${round}.f32`), "application/octet-stream", weights)
        }),
      downloadCsv: (view) =>
        attempt(async () =>
          download(fileName(view, "metrics.csv"), "text/csv", await admin.metricsCsv(view.study)),
        ),
      downloadJson: (view) =>
        attempt(async () => {
          const rounds = await admin.metrics(view.study)
          const content = `${JSON.stringify({ study: view.study, rounds }, null, 2)}\n`
          download(fileName(view, "metrics.json"), "application/json", content)
        }),
    }
  })
}

/** "credit-approval-metrics.csv" */
function fileName({ spec }: StudyView, end: string): string {
  const title = spec.title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
  return title === "" ? end : `${title}-${end}`
}
