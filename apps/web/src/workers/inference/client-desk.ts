import { chooseSignatureSuite, generateIdentity, webRandom } from "@tutti/crypto"
import { firstImages, type Images, pixelsToFloats } from "@tutti/data"
import type { InferenceSpec, RefusalCode, StudyHash } from "@tutti/protocol"
import { estimateInference, joinInference, parseInferenceLink } from "@tutti/sdk/inference"
import { copiesIn, type InferenceClient, type MemberView } from "@tutti/sessions/inference"
import { batchCost, planInference, type Turns, turnsOf } from "@tutti/smpc"
import { latestEvery } from "../participant/latest.ts"
import { workerClock } from "../participant/worker-clock.ts"
import type { Answer } from "../regression/api.ts"
import { problemWith } from "../regression/problem.ts"
import type { ClientDesk, ClientScreen, LabelledSet, Picture, Told } from "./api.ts"
import { LOOKING, problemOfLink, problemOfRun } from "./departures.ts"
import { bundledDigits, chosenImages, type KnownImages } from "./digits.ts"
import { RunMeter } from "./figures.ts"
import { guarded } from "./guarded.ts"
import { LetterBook } from "./letters.ts"
import { normaliseDigit } from "./normalise-digit.ts"
import { readPictures } from "./pictures.ts"

/** Letters come faster than anybody reads. */
const SCREEN_MS = 200
/** Of the bundled digits, so many are offered to choose from. */
const SAMPLES = 20
const PREVIEWED = 10
/** Until a relay that was started again is told of the offer. */
const LOOK_AGAIN_MS = 3_000

type Part = { readonly client: InferenceClient; readonly spec: InferenceSpec }

/** The side of the border where a client lives: link, images, line and answers. */
export function openClientDesk(): ClientDesk {
  let part: Part | null = null
  let set: { images: Images; labels: Uint8Array } | null = null
  let listener: (screen: ClientScreen) => void = () => {}
  let wanted = 0
  let show = () => {}

  /** A run over rows, from fresh keys to compared transcripts: before that, no answer is shown. */
  async function run<Value>(
    rows: number,
    work: (client: InferenceClient) => Promise<{ ok: true; value: Value } | { ok: false; code: RefusalCode }>,
  ): Promise<Answer<Value>> {
    if (part === null) return refused("E_FAULT")
    wanted = rows + copiesIn(rows, part.spec.canaryRows)
    const failed = await part.client.begin()
    if (failed !== null) return refused(failed.code)
    const { client } = part
    const answered = await work(client)
    show()
    return answered.ok
      ? answered
      : { ok: false, problem: problemOfRun(answered.code, client.view().ended.at(-1)) }
  }

  function take(name: string, known: Answer<KnownImages>): Answer<LabelledSet> {
    if (part === null) return refused("E_FAULT")
    if (!known.ok) return known
    const { images, labels } = known.value
    const { height, width } = part.spec.network.input
    if (labels === null || images.height !== height || images.width !== width) return refused("E_IN_SHAPE")
    if (images.count < part.spec.minimumRows) return refused("E_IN_ROWS")
    const count = Math.min(images.count, part.spec.mostRows)
    const kept = firstImages(images, count)
    set = { images: kept, labels: labels.subarray(0, count) }
    return { ok: true, value: { name, rows: count, first: picturesOf(firstImages(kept, PREVIEWED)) } }
  }

  return {
    open: guarded(async (address: string) => {
      const link = parseInferenceLink(address)
      if (link === null) return refused("E_LINK")
      const identity = await generateIdentity(await chooseSignatureSuite(webRandom))
      let turns: Turns | undefined
      const book = new LetterBook("client", () => turns)
      const meter = new RunMeter(workerClock.nowMs)
      let forgotten = false
      const enter = (): InferenceClient => {
        const entered = joinInference(link, {
          identity,
          passed: (letter) => book.enter(letter),
          fault: (error) => console.error(error),
        })
        entered.onView(({ spec }) => {
          if (spec !== null) forgotten = false
          show()
        })
        void entered.over.then((code) => {
          if (code !== "E_INVITE_UNKNOWN" || part === null) return
          forgotten = true
          show()
          workerClock.start(LOOK_AGAIN_MS, () => {
            client = enter()
            if (part !== null) part = { ...part, client }
          })
        })
        return entered
      }
      let client = enter()
      const screen = latestEvery(
        SCREEN_MS,
        () => {
          const { phase, present, run, safetyWords, ended, refusal } = client.view()
          const problem = forgotten ? LOOKING : refusal === null ? null : problemOfLink(refusal)
          listener({
            phase: forgotten ? "reconnecting" : phase,
            present,
            run,
            safetyWords,
            figures: meter.figures,
            wanted,
            copiesChecked:
              run === null && ended.at(-1)?.reason === "finished" ? client.progress().copies : null,
            seen: book.seen(),
            problem,
          })
        },
        workerClock,
      )
      show = () => {
        meter.count(client.view(), client.progress(), turns?.ways ?? 0)
        screen.push(null)
      }
      const admitted = await admission(client)
      if (!admitted.ok) return { ok: false, problem: problemOfLink(admitted.code) }
      const { spec, hash } = admitted
      const planned = planInference(spec)
      if (!planned.ok) return refused(planned.code)
      const cost = estimateInference(spec, 1, 0)
      if (!cost.ok) return refused(cost.code)
      turns = turnsOf(batchCost(planned.plan, spec.batchRows).rounds)
      part = { client, spec }
      const card = { spec, hash, relayHost: new URL(link.relay).host, cost: cost.estimate }
      return { ok: true, value: card }
    }),
    async normalise(drawing) {
      const digit = normaliseDigit(drawing)
      return digit && { height: 28, width: 28, pixels: digit }
    },
    samples: guarded(async () => {
      const digits = await bundledDigits()
      if (!digits.ok) return digits
      const { images, labels } = digits.value
      const pictures = picturesOf(firstImages(images, SAMPLES))
      return { ok: true, value: pictures.map((picture, row) => ({ picture, label: labels?.[row] ?? 0 })) }
    }),
    read: guarded(async (file: File) =>
      part === null ? refused("E_FAULT") : readPictures(file, part.spec.network.input, part.spec.mostRows),
    ),
    classify: guarded(async (pictures: readonly Picture[]) =>
      run(pictures.length, async (client) => {
        const { classified, finished } = await asked(client, floatsOf(pictures), null)
        if (!classified.ok) return classified
        if (!finished.ok) return finished
        return { ok: true, value: toldOf(classified, pictures.length) }
      }),
    ),
    takeSampleSet: guarded(async () => take("", await bundledDigits())),
    readSet: guarded(async (images: File, labels: File) =>
      take(images.name, await chosenImages(images, labels)),
    ),
    count: guarded(async () => {
      const chosen = set
      if (chosen === null) return refused("E_FAULT")
      return run(chosen.images.count, async (client) => {
        const { classified, finished } = await asked(client, pixelsToFloats(chosen.images), chosen.labels)
        if (!classified.ok) return classified
        if (!finished.ok) return finished
        return finished.score === null
          ? { ok: false, code: "E_IN_SCORE" }
          : { ok: true, value: finished.score }
      })
    }),
    onScreen(next) {
      listener = next
      show()
    },
  }
}

async function asked(client: InferenceClient, images: Float32Array, labels: Uint8Array | null) {
  const classified = await client.classify(images, labels)
  return { classified, finished: classified.ok ? await client.finish() : classified }
}

type Admission =
  | { ok: true; spec: InferenceSpec; hash: StudyHash }
  | { ok: false; code: RefusalCode | "closed" }

/** Until the relay has let this client in and its terms are checked, or it is out for good. */
function admission(client: InferenceClient): Promise<Admission> {
  return new Promise((resolve) => {
    const look = ({ spec, hash }: Pick<MemberView, "spec" | "hash">) => {
      if (spec === null || hash === null) return
      leave()
      resolve({ ok: true, spec, hash })
    }
    const leave = client.onView(look)
    look(client.view())
    void client.over.then((code) => resolve({ ok: false, code }))
  })
}

function toldOf(
  { labels, scores }: { labels: readonly number[]; scores: readonly number[] },
  rows: number,
): readonly Told[] {
  if (scores.length === 0) return labels.map((label) => ({ label, scores: null }))
  const classes = scores.length / rows
  return Array.from({ length: rows }, (_, row) => {
    const own = scores.slice(row * classes, (row + 1) * classes)
    return { label: own.indexOf(Math.max(...own)), scores: own }
  })
}

function floatsOf(pictures: readonly Picture[]): Float32Array {
  const size = pictures[0]?.pixels.length ?? 0
  const floats = new Float32Array(pictures.length * size)
  for (const [row, picture] of pictures.entries()) floats.set(pixelsToFloats(picture), row * size)
  return floats
}

const picturesOf = ({ count, height, width, pixels }: Images): Picture[] =>
  Array.from({ length: count }, (_, row) => ({
    height,
    width,
    pixels: pixels.slice(row * height * width, (row + 1) * height * width),
  }))

const refused = (code: Parameters<typeof problemWith>[0]) =>
  ({ ok: false, problem: problemWith(code) }) as const
