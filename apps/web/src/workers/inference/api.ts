import type { DigitArchitecture } from "@tutti/learning"
import type {
  ImageShape,
  InferenceSeat,
  InferenceSpec,
  NetworkLayer,
  StudyHash,
  StudyId,
} from "@tutti/protocol"
import type { InferenceEstimate } from "@tutti/sdk/inference"
import type { LetterBody, MemberView } from "@tutti/sessions/inference"
import type { Opened } from "@tutti/smpc"
import type { Answer, RegressionProblem } from "../regression/api.ts"

/* What crosses the border between the pages of encrypted inference and their workers: plain data. */

export type InferenceProblem = RegressionProblem
export type Output = InferenceSpec["output"]

/** A grey image as the pages show it; 0 is the paper. */
export type Picture = {
  readonly height: number
  readonly width: number
  /** [height, width] */
  readonly pixels: Uint8Array<ArrayBuffer>
}

// ── the model ────────────────────────────────────────────────────────────────────────────────────────────────────

/** A layer in the order in which it is computed. */
export type LayerLine = {
  readonly layer: NetworkLayer
  readonly output: ImageShape
  readonly parameters: number
}

/** A model that has been read, measured and rehearsed on shares within one tab. */
export type ModelCard = {
  readonly name: string
  readonly input: ImageShape
  readonly layers: readonly LayerLine[]
  readonly parameters: number
  readonly classes: number
  /** f */
  readonly fractionBits: number
  /** Of any layer's sums over the images that it was measured on. */
  readonly largest: number
  /** What sums must stay below with these fraction bits. */
  readonly bound: number
  readonly measuredOn: number
  /** Right in the clear, in [0, 1]; null without labels. */
  readonly accuracy: number | null
  /** On shares, within this tab: how many images, and how many of them got the label that plain numbers give. */
  readonly rehearsed: { readonly images: number; readonly same: number }
}

/** How a tab trains a model of its own. */
export type TrainingChoice = {
  readonly architecture: DigitArchitecture
  readonly images: File
  readonly labels: File
  readonly epochs: number
}

/** What it will cost, before it starts. */
export type CostEstimate = {
  /** From this tab to the relay and back. */
  readonly rttMs: number
  /** A run over one image, and one over many in full batches. */
  readonly single: InferenceEstimate
  readonly many: InferenceEstimate & { readonly images: number }
  readonly singleMs: number
  readonly manyMsPerImage: number
}

// ── letters ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** A letter that passed this tab in the last run, by its first bytes. */
export type SeenLetter = {
  readonly place: number
  readonly from: InferenceSeat
  readonly to: InferenceSeat
  readonly kind: LetterKind
  /** What a frame opens; null for other letters. */
  readonly opens: readonly Opened[] | null
  /** Sealed, as it travelled. */
  readonly bytes: number
  /** Hex, as everybody between the two sees it. */
  readonly sealed: string
  /** Hex, as the two read it; null for a seed, which is shown to nobody. */
  readonly read: string | null
}
export type LetterKind = LetterBody["kind"]

/** The first letters of a run and how many more there were. */
export type SeenLetters = { readonly letters: readonly SeenLetter[]; readonly more: number }

// ── the model owner ──────────────────────────────────────────────────────────────────────────────────────────────

/** What a model owner decides on the form. */
export type OfferDraft = {
  readonly title: string
  readonly organiser: string
  readonly output: Output
  readonly dealerKey: string
  readonly mostRows: number
}

export type Offered = {
  readonly study: StudyId
  /** The client's, with its secret. */
  readonly link: string
  readonly spec: InferenceSpec
  /** In this browser, so that it can go on after a reload. */
  readonly isKept: boolean
}

/** An offer that this browser has kept. */
export type KeptCard = Pick<InferenceSpec, "title" | "organiser" | "output"> & {
  readonly study: StudyId
  readonly model: string
  /** 0 before the first. */
  readonly lastRun: number
}

/** How a run went, as far as this tab counted it. */
export type RunFigures = {
  readonly run: number
  /** Copies among them, which nobody but the client can tell. */
  readonly rows: number
  readonly batches: number
  readonly rounds: number
  readonly bytesOut: number
  readonly bytesIn: number
  /** Of what came in: from the dealer. */
  readonly material: number
  readonly milliseconds: number
}

export type OwnerScreen = Pick<MemberView, "phase" | "present" | "run" | "safetyWords" | "ended"> & {
  readonly figures: RunFigures | null
  readonly seen: SeenLetters
  /** The relay was started again, and was told of the offer once more. */
  readonly renewed: boolean
  readonly problem: InferenceProblem | null
}

/** Everything that the model owner's page asks of its worker. */
export interface OwnerDesk {
  /** The digit model that comes with the page. */
  takeBundled(): Promise<Answer<ModelCard>>
  /** @param files model.json and its weights @param images to measure it on, IDX; null for the bundled digits */
  readModel(files: readonly File[], images: File | null): Promise<Answer<ModelCard>>
  train(choice: TrainingChoice, onEpoch: (epoch: number) => void): Promise<Answer<ModelCard>>
  estimate(output: Output): Promise<Answer<CostEstimate>>
  /** Sign the terms, tell the relay, keep the offer in this browser, and serve the model until the tab is closed. */
  offer(draft: OfferDraft, token: string): Promise<Answer<Offered>>
  /** Offers of this browser that have not been withdrawn. */
  kept(): Promise<Answer<readonly KeptCard[]>>
  /**
   * Serve a kept offer: the same model, key, terms and link.
   * @param onElsewhere another tab of this browser serves it; the answer comes when it stops
   */
  goOn(study: StudyId, token: string, onElsewhere: () => void): Promise<Answer<Offered>>
  /** The link opens nothing any more; who is in a run is told. This browser keeps nothing of the offer. */
  withdraw(study: StudyId, token: string): Promise<Answer<null>>
  onScreen(listener: (screen: OwnerScreen) => void): void
}

// ── the client ───────────────────────────────────────────────────────────────────────────────────────────────────

/** The signed terms, checked against the key in the link. */
export type ClientCard = {
  readonly spec: InferenceSpec
  readonly hash: StudyHash
  readonly relayHost: string
  readonly cost: InferenceEstimate
}

export type ClientScreen = Pick<MemberView, "phase" | "present" | "run" | "safetyWords"> & {
  readonly figures: RunFigures | null
  /** Images of the run under way, and their copies. */
  readonly wanted: number
  /** Where the last run went to its end, with equal transcripts: how many copies fared as their originals. */
  readonly copiesChecked: number | null
  readonly seen: SeenLetters
  readonly problem: InferenceProblem | null
}

/** What an image turned out to be; nobody else has it. */
export type Told = {
  readonly label: number
  /** [classes], where the terms open them. */
  readonly scores: readonly number[] | null
}

/** How many images had the label that the client said: all that was opened. */
export type Counted = { readonly correct: number; readonly rows: number }

/** A set of images with labels that the worker holds; the page sees its size and its first images. */
export type LabelledSet = { readonly name: string; readonly rows: number; readonly first: readonly Picture[] }

/** Everything that the client's page asks of its worker. */
export interface ClientDesk {
  /** Come in by the link, with a fresh key; nothing else leaves. */
  open(link: string): Promise<Answer<ClientCard>>
  /** A drawing as the model's images are; null for an empty sheet. */
  normalise(drawing: Picture): Promise<Picture | null>
  samples(): Promise<Answer<readonly { picture: Picture; label: number }[]>>
  /** Pictures of an IDX file as they are, or of an image file as a drawing. */
  read(file: File): Promise<Answer<readonly Picture[]>>
  /** One run over these. */
  classify(pictures: readonly Picture[]): Promise<Answer<readonly Told[]>>
  takeSampleSet(): Promise<Answer<LabelledSet>>
  readSet(images: File, labels: File): Promise<Answer<LabelledSet>>
  /** One run over the set that was taken last. */
  count(): Promise<Answer<Counted>>
  onScreen(listener: (screen: ClientScreen) => void): void
}
