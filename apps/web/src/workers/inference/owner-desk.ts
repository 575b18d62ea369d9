import { chooseSignatureSuite, generateIdentity, webRandom } from "@tutti/crypto"
import { PublicKey, type StudyId } from "@tutti/protocol"
import { ringKernels } from "@tutti/ring"
import { relayInfo } from "@tutti/sdk/admin"
import { type InferenceTerms, openInference, serveModel, withdrawInference } from "@tutti/sdk/inference"
import type { InferenceOwner } from "@tutti/sessions/inference"
import { batchCost, planInference } from "@tutti/smpc"
import { latestEvery } from "../participant/latest.ts"
import { workerClock } from "../participant/worker-clock.ts"
import type { Answer } from "../regression/api.ts"
import { problemWith } from "../regression/problem.ts"
import type { ModelCard, OfferDraft, Output, OwnerDesk, OwnerScreen } from "./api.ts"
import { estimateCost } from "./cost.ts"
import { bundledDigits, chosenImages, type KnownImages } from "./digits.ts"
import { RunMeter } from "./figures.ts"
import { guarded } from "./guarded.ts"
import { LetterBook } from "./letters.ts"
import { bundledModel, chosenModel, type FittedModel, fitModel } from "./model.ts"
import { relayRoundTrip } from "./round-trip.ts"

/** Terms that no form asks for. */
const BATCH_ROWS = 50
const WINDOW = 2
const DEADLINE_MS = 30_000
/** Letters come faster than anybody reads. */
const SCREEN_MS = 200
/** A score over fewer rows says too much of each. */
const FEWEST_SCORED = 20

const tools = { kernels: ringKernels(), random: webRandom, nowMs: workerClock.nowMs }

/** The side of the border where a model owner lives: weights, key, line and letters. The page gets figures alone. */
export function openOwnerDesk(relay: string): OwnerDesk {
  let model: FittedModel | null = null
  let offered: { machine: InferenceOwner; study: StudyId } | null = null
  let listener: (screen: OwnerScreen) => void = () => {}

  function take(fitted: Answer<FittedModel>): Answer<ModelCard> {
    if (!fitted.ok) return fitted
    model = fitted.value
    return { ok: true, value: model.card }
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
      return cost === null ? refused("E_IN_PLAN") : { ok: true, value: cost }
    }),
    offer: guarded(async (draft: OfferDraft, token: string) => {
      if (model === null) return refused("E_FAULT")
      const { relayKey } = await relayInfo(relay)
      const identity = await generateIdentity(await chooseSignatureSuite(webRandom))
      const declared = termsOf(model, draft, relayKey)
      const { link, href } = await openInference({ baseUrl: relay, token }, declared, identity)
      const planned = planInference(declared)
      const rounds = planned.ok ? batchCost(planned.plan, BATCH_ROWS).rounds : []
      const book = new LetterBook("owner", () => rounds.map(({ opened }) => opened))
      const meter = new RunMeter(workerClock.nowMs)
      const machine = serveModel(
        { relay, study: link.study, weights: model.weights },
        {
          identity,
          passed: (letter) => book.enter(letter),
          fault: (error) => console.error(error),
        },
      )
      offered = { machine, study: link.study }
      const screen = latestEvery(
        SCREEN_MS,
        () => {
          const { phase, present, run, safetyWords, ended, refusal } = machine.view()
          const problem = refusal === null ? null : problemWith(refusal)
          const { figures } = meter
          listener({ phase, present, run, safetyWords, ended, figures, seen: book.seen(), problem })
        },
        workerClock,
      )
      machine.onView((view) => {
        meter.count(view, view.answered, rounds.length)
        screen.push(null)
      })
      screen.push(null)
      return {
        ok: true,
        value: { link: href, spec: { kind: "inference", ...declared, ownerKey: link.ownerKey } },
      }
    }),
    withdraw: guarded(async (token: string) => {
      if (offered === null) return refused("E_FAULT")
      offered.machine.close()
      await withdrawInference({ baseUrl: relay, token }, offered.study)
      return { ok: true, value: null }
    }),
    onScreen(next) {
      listener = next
    },
  }
}

/** What must be known to compute; the rest of the terms says who and how much. */
const computation = ({ network, card: { fractionBits } }: FittedModel, output: Output) => ({
  network,
  ringBits: 32 as const,
  fractionBits,
  output,
  batchRows: BATCH_ROWS,
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

const refused = (code: Parameters<typeof problemWith>[0]) =>
  ({ ok: false, problem: problemWith(code) }) as const
