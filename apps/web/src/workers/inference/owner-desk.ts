import {
  chooseSignatureSuite,
  generateIdentity,
  type Identity,
  identityFromKeys,
  webRandom,
} from "@tutti/crypto"
import { CANARY_ROWS, PublicKey, type StudyId } from "@tutti/protocol"
import { ringKernels } from "@tutti/ring"
import { relayInfo } from "@tutti/sdk/admin"
import { type InferenceTerms, openInference, withdrawInference } from "@tutti/sdk/inference"
import { takeLock } from "../participant/seat.ts"
import { workerClock } from "../participant/worker-clock.ts"
import type { Answer } from "../regression/api.ts"
import { problemOfError, problemWith } from "../regression/problem.ts"
import type { KeptCard, ModelCard, OfferDraft, Offered, Output, OwnerDesk, OwnerScreen } from "./api.ts"
import { estimateCost } from "./cost.ts"
import { declareAgain } from "./declare-again.ts"
import { NOT_TOLD, STILL_KEPT } from "./departures.ts"
import { bundledDigits, chosenImages, type KnownImages } from "./digits.ts"
import { guarded } from "./guarded.ts"
import { bundledModel, chosenModel, type FittedModel, fitModel } from "./model.ts"
import type { KeptOffer, OwnerArchive } from "./owner-archive.ts"
import { relayRoundTrip } from "./round-trip.ts"
import { serveOffer } from "./serving.ts"

/** Terms that no form asks for. */
const BATCH_ROWS = 50
/** Batches on their way at once: the parties take turns in each, so that half of them wait for the other side. */
const WINDOW = 6
const DEADLINE_MS = 30_000
/** A score over fewer rows says too much of each. */
const FEWEST_SCORED = 20

const tools = { kernels: ringKernels(), random: webRandom, nowMs: workerClock.nowMs }

/**
 * The side of the border where a model owner lives: weights, key, line and letters. The page gets figures alone.
 * @param archive this browser's, of offers that stand until they are withdrawn
 */
export function openOwnerDesk(relay: string, archive: OwnerArchive): OwnerDesk {
  let model: FittedModel | null = null
  let served: { study: StudyId; isKept: boolean; close(): void } | null = null
  let listener: (screen: OwnerScreen) => void = () => {}

  function take(fitted: Answer<FittedModel>): Answer<ModelCard> {
    if (!fitted.ok) return fitted
    model = fitted.value
    return { ok: true, value: model.card }
  }

  function serve(
    { study, signed, weights }: KeptOffer,
    identity: Identity,
    { token, lastRun, isKept }: { token: string; lastRun: number; isKept: boolean },
  ): void {
    const runs = {
      lastRun,
      async keepRun(run: number) {
        runs.lastRun = run
        if (isKept) await archive.keepRun(study, run).catch((error: unknown) => console.error(error))
      },
    }
    const offer = { relay, token, study, signed, identity, weights, runs }
    served = { study, isKept, ...serveOffer(offer, (screen) => listener(screen)) }
  }

  const comeBack = guarded(async (study: StudyId, token: string): Promise<Answer<Offered>> => {
    const offer = await archive.load(study)
    if (offer === null) return refused("E_STUDY_UNKNOWN")
    const { link, signed } = offer
    const lastRun = await archive.lastRun(study)
    const problem = await declareAgain({ baseUrl: relay, token }, { study, signed, lastRun })
    if (problem !== null) return { ok: false, problem }
    serve(offer, await identityFromKeys(offer.identity), { token, lastRun, isKept: true })
    return { ok: true, value: { study, link, spec: signed.spec, isKept: true } }
  })

  async function keptCard({ study, signed, model: name }: KeptOffer): Promise<KeptCard> {
    const { title, organiser, output } = signed.spec
    return { study, title, organiser, output, model: name, lastRun: await archive.lastRun(study) }
  }

  return {
    takeBundled: guarded(async () => {
      const [digits, read] = await Promise.all([bundledDigits(), bundledModel()])
      if (!digits.ok) return digits
      return read.ok ? take(fitModel("784-128-10, MNIST", read.value, digits.value, tools)) : read
    }),
    readModel: guarded(async (files: readonly File[], images: File | null) => {
      const read = await chosenModel(files)
      if (!read.ok) return read
      const known = await (images === null ? bundledDigits() : chosenImages(images, null))
      const name = files.find((file) => file.name.endsWith(".json"))?.name ?? ""
      return known.ok ? take(fitModel(name, read.value, known.value, tools)) : known
    }),
    train: guarded(async ({ architecture, images, labels, epochs }, onEpoch: (epoch: number) => void) => {
      const known = await chosenImages(images, labels)
      if (!known.ok) return known
      // tfjs comes when somebody trains, and not before.
      const { trainDigits } = await import("./train-digits.ts")
      const trained = await trainDigits(known.value, architecture, epochs, onEpoch)
      return trained.ok
        ? take(fitModel(architecture, trained.value, await measuring(known.value), tools))
        : trained
    }),
    estimate: guarded(async (output: Output) => {
      if (model === null) return refused("E_FAULT")
      const { setupMs, computeMs } = model
      const rttMs = await relayRoundTrip(relay)
      const cost = estimateCost(computation(model, output), { rttMs, setupMs, computeMs })
      return cost.ok ? cost : refused(cost.code)
    }),
    kept: guarded(async () => {
      const offers = await archive.list()
      return { ok: true, value: await Promise.all(offers.map(keptCard)) }
    }),
    offer: guarded(async (draft: OfferDraft, token: string) => {
      if (model === null) return refused("E_FAULT")
      const { relayKey } = await relayInfo(relay)
      const identity = await generateIdentity(await chooseSignatureSuite(webRandom))
      const terms = termsOf(model, draft, relayKey)
      const { link, href, signed } = await openInference({ baseUrl: relay, token }, terms, identity)
      const { study } = link
      await takeLock(lockOf(study), () => {})
      const { card, weights } = model
      const offer = { study, link: href, signed, identity: identity.keys, model: card.name, weights }
      const isKept = await succeeded(archive.save(offer))
      serve(offer, identity, { token, lastRun: 0, isKept })
      return { ok: true, value: { study, link: href, spec: signed.spec, isKept } }
    }),
    goOn: guarded(async (study: StudyId, token: string, onElsewhere: () => void) => {
      const seat = await takeLock(lockOf(study), onElsewhere)
      const answer = await comeBack(study, token)
      if (!answer.ok) seat.release()
      return answer
    }),
    withdraw: guarded(async (study: StudyId, token: string) => {
      const own = served?.study === study ? served : null
      own?.close()
      // First what makes an answer possible: where the relay does not hear of it, this browser's silence ends the offer.
      const isForgotten = own?.isKept === false || (await succeeded(archive.forget(study)))
      if (!isForgotten) return { ok: false, problem: STILL_KEPT }
      const isTold = await withdrawInference({ baseUrl: relay, token }, study).then(
        () => true,
        // A relay that knows it no more need not be told.
        (error: unknown) => problemOfError(error).code === "E_STUDY_UNKNOWN",
      )
      return isTold ? { ok: true, value: null } : { ok: false, problem: NOT_TOLD }
    }),
    onScreen(next) {
      listener = next
    },
  }
}

/** Whether the browser did what was asked of it; where it did not, the page says what that means. */
const succeeded = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  )

/** What must be known to compute; the rest of the terms says who and how much. */
const computation = ({ network, card: { fractionBits } }: FittedModel, output: Output) => ({
  network,
  ringBits: 32 as const,
  fractionBits,
  output,
  batchRows: BATCH_ROWS,
  canaryRows: CANARY_ROWS,
  window: WINDOW,
})

const termsOf = (model: FittedModel, draft: OfferDraft, relayKey: string): InferenceTerms => ({
  ...computation(model, draft.output),
  title: draft.title.trim(),
  organiser: draft.organiser.trim(),
  minimumRows: draft.output === "score" ? FEWEST_SCORED : 1,
  mostRows: draft.mostRows,
  dealerKey: PublicKey.parse(draft.dealerKey.trim()),
  relayKey,
  deadlineMs: DEADLINE_MS,
})

/** Digits that the training has not seen tell more; where they do not come, its own must do. */
async function measuring(learnt: KnownImages): Promise<KnownImages> {
  const digits = await bundledDigits()
  return digits.ok ? digits.value : learnt
}

/** One tab of a browser answers for an offer at a time. */
const lockOf = (study: StudyId): string => `tutti/model-owner/${study}`

const refused = (code: Parameters<typeof problemWith>[0]) =>
  ({ ok: false, problem: problemWith(code) }) as const
