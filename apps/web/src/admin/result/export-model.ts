import type { StudyView } from "@tutti/protocol"
import type { ExportedModel } from "@tutti/sdk/admin"
import { transfer, wrap } from "comlink"
import type { Exporter } from "./export.worker.ts"

/** The two files of a model for tfjs; whoever loads them finds beside the weights what its features must be. */
export async function exportTfjsModel(view: StudyView, { round, modelHash, weights }: ExportedModel) {
  const worker = new Worker(new URL("./export.worker.ts", import.meta.url), { type: "module" })
  try {
    const { dataset, model, title } = view.spec
    const metadata = {
      study: view.study,
      studyHash: view.studyHash,
      title,
      round,
      modelHash,
      dataset,
      scaling: view.scaling,
    }
    return await wrap<Exporter>(worker).tfjs(model, transfer(weights, [weights.buffer]), metadata)
  } finally {
    worker.terminate()
  }
}
