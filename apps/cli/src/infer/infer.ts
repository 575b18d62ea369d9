import { firstImages, pixelsToFloats } from "@tutti/data"
import { labelsOf, networkOutputs, type ReadNetwork } from "@tutti/learning"
import { REFUSALS, sizeOf } from "@tutti/protocol"
import { estimateInference, type InferenceEstimate, prepareModel } from "@tutti/sdk/inference"
import type { LabelledImages } from "../digits/idx-files.ts"
import { CliFailure } from "../failure.ts"
import { InferenceRehearsal } from "./rehearsal.ts"
import type { InferenceReport } from "./report.ts"

export type InferOptions = {
  readonly model: ReadNetwork
  readonly data: LabelledImages
  readonly limit: number
  readonly batch: number
  readonly window: number
  readonly rttMs: number
  readonly output: "label" | "score"
  /** Images that have a copy hidden among the others; of fewer images, all. */
  readonly canaries: number
  /** A second run that opens how often the encrypted and the plain model agree, where a score is all that is opened. */
  readonly withAgreement: boolean
  /** What it will cost, before it begins. */
  onEstimate(estimate: InferenceEstimate): void
}

/** Images that the model owner tries its fixed point on: as many as say what sums a network reaches. */
const CALIBRATION_IMAGES = 1_000
/** A score over fewer images would tell too much of each. */
const FEWEST_SCORED = 20
const DEADLINE_MS = 60_000

/**
 * Classifies images without the model's owner seeing them and without the images' owner seeing the model, on this machine
 * and over real sockets, and compares with the same model in the clear.
 * @throws {CliFailure} with the code of what was refused; then nothing is opened.
 */
export async function infer(options: InferOptions): Promise<InferenceReport> {
  const { model, data, limit, batch, window, rttMs, output, canaries } = options
  const { network, weights } = model
  const images = firstImages(data.images, limit)
  const labels = data.labels.slice(0, images.count)
  if (images.height * images.width !== sizeOf(network.input)) throw refused("E_IN_SHAPE")
  const floats = pixelsToFloats(images)
  const prepared = prepareModel(model, floats.subarray(0, CALIBRATION_IMAGES * sizeOf(network.input)))
  if (!prepared.ok) throw refused(prepared.code)
  const { ringBits, fractionBits } = prepared
  const design = { network, ringBits, fractionBits, output, batchRows: batch, canaryRows: canaries, window }
  const estimated = estimateInference(design, images.count, rttMs)
  if (!estimated.ok) throw refused(estimated.code)
  const { estimate } = estimated
  options.onEstimate(estimate)
  const { scores } = networkOutputs(network, weights, floats)
  const plain = labelsOf(scores, scores.length / images.count)
  const terms = {
    title: "A rehearsal",
    organiser: "tutti infer",
    ...design,
    minimumRows: Math.min(FEWEST_SCORED, images.count),
    mostRows: Math.max(images.count, FEWEST_SCORED),
    deadlineMs: DEADLINE_MS,
  }
  const rehearsal = await InferenceRehearsal.begin(terms, weights, rttMs)
  try {
    const isScored = output === "score"
    const run = await rehearsal.classify(floats, isScored ? labels : null)
    const dealerBytes = await rehearsal.bytesFromDealer()
    const agreeing =
      isScored && options.withAgreement ? (await rehearsal.classify(floats, plain)).score?.correct : undefined
    const { count } = images
    return {
      images: count,
      accuracy: run.score ? run.score.correct / count : share(run.labels, labels),
      plainAccuracy: share(plain, labels),
      agreement: isScored ? (agreeing === undefined ? null : agreeing / count) : share(run.labels, plain),
      msPerImage: (1_000 * run.seconds) / count,
      onlineBytesPerImage: Math.max(run.bytesIn, run.bytesOut) / count,
      dealerBytesPerImage: dealerBytes / count,
      roundsPerBatch: run.rounds,
      verified: [
        "seals",
        "order",
        "transcript",
        `${estimate.rows - count} secret copies`,
        ...(isScored ? ["score tag"] : []),
      ],
      opened: isScored ? ["score"] : ["labels, to the client"],
      output,
      batch,
      window,
      rttMs,
      fractionBits,
      setupSeconds: run.setupSeconds,
      seconds: run.seconds,
    }
  } finally {
    await rehearsal.close()
  }
}

/** How many are the same, in [0, 1]. */
const share = (some: ArrayLike<number>, others: ArrayLike<number>): number =>
  Array.from(some).filter((label, row) => label === others[row]).length / others.length

function refused(code: keyof typeof REFUSALS): CliFailure {
  const { what, next, side } = REFUSALS[code]
  return new CliFailure(code, `${what} ${next}`, side)
}

/** What `tutti infer` prints for a person. */
export function inferenceLines(report: InferenceReport): string {
  const { images, accuracy, plainAccuracy, agreement, opened, output } = report
  const percent = (part: number) => `${(100 * part).toFixed(2)} %`
  const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(2)} kB`
  return [
    `${images} images classified under encryption: ${percent(accuracy)} right; in the clear ${percent(plainAccuracy)}.`,
    ...(agreement === null ? [] : [`The same label in both for ${percent(agreement)}.`]),
    `${report.msPerImage.toFixed(2)} ms, ${kilobytes(report.onlineBytesPerImage)} each way and ${kilobytes(report.dealerBytesPerImage)} from the dealer per image; ${report.roundsPerBatch} rounds per batch of ${report.batch}.`,
    `${report.fractionBits} binary digits after the point; ${report.seconds.toFixed(1)} s, and ${report.setupSeconds.toFixed(1)} s before it to begin.`,
    output === "score"
      ? `Opened: ${opened.join(", ")}, one integer${agreement === null ? "" : "; and, to compare with the plain model, one integer of a second run"}.`
      : `Opened: ${opened.join(", ")}.`,
    `Checked: ${report.verified.join(", ")}.`,
  ].join("\n")
}
