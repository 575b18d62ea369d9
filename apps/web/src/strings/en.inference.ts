import type { InferenceSeat } from "@tutti/protocol"
import type { EndedInference, MemberView } from "@tutti/sessions/inference"
import type { Opened } from "@tutti/smpc"
import {
  formatBytes,
  formatCount,
  formatCounted,
  formatMeasure,
  formatShare,
  formatSpan,
} from "../ui/format.ts"
import type { LayerLine, LetterKind, Output } from "../workers/inference/api.ts"

/* The words of encrypted inference: the model owner's page, the client's, and what each of the four could see. */

const oneDigit = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 })
const images = (count: number) => formatCounted(count, "image", "images")

const LEAVER: Record<InferenceSeat, string> = {
  owner: "the model owner",
  client: "the client",
  dealer: "the dealer",
}
const leaver = (seat: InferenceSeat | null): string => (seat === null ? "somebody" : LEAVER[seat])

export const shared = {
  seat: {
    owner: "Model owner",
    client: "Client",
    dealer: "Dealer",
  } satisfies Record<InferenceSeat, string>,
  output: {
    label: "The label of each image, to the client",
    scores: "The scores of all classes, to the client",
    score: "One number: how many images have the label that the client says",
  } satisfies Record<Output, string>,
  presence: {
    title: "Who is there",
    here: "here",
    away: "not here",
    you: "this tab",
  },
  phase: {
    connecting: "Connecting to the relay",
    waiting: "Waiting",
    keys: "Agreeing on keys for this run",
    running: "Computing on shares",
    reconnecting: "The line is broken; connecting again",
    refused: "Refused",
    closed: "Closed",
  } satisfies Record<MemberView["phase"], string>,
  figures: {
    label: "The run in figures",
    rows: "Images, copies included",
    time: "Time, with keys and weights",
    perImage: "Time per image",
    rounds: "Rounds per batch",
    out: "Sent",
    in: "Received",
    material: "Of that from the dealer",
    none: "–",
  },
  safety: {
    title: "Safety words",
    lead: "Model owner and client see the same words when nobody has put a key of his own between them. Compare them by telephone.",
  },
  /** Of an image: tenths of a millisecond matter. */
  span: (ms: number) => (ms < 10 ? `${oneDigit.format(ms)} ms` : formatSpan(ms)),
  safe: "Yes. No image and no weight has left a tab otherwise than in shares.",
  reload: "Reload the page",
} as const

export const owner = {
  door: {
    title: "Encrypted inference",
    text: "Offer a model; a client’s image is classified by it, and neither side sees what the other has.",
    open: "Offer a model",
  },
  title: "Encrypted inference",
  lead: "Your model classifies a client’s images. The model stays in this tab, the images in the client’s; between them travel shares, which say nothing by themselves.",
  kept: {
    title: (title: string) => `You were offering “${title}”`,
    text: (model: string, runs: number) =>
      `Model: ${model}; ${runs === 0 ? "no run yet" : `last run: ${formatCount(runs)}`}. Nobody answers whoever has the link until you go on, with the same model, key, terms and link. A run that was under way is over; the next one has fresh keys and masks.`,
    where: "Kept in this browser alone, until you withdraw it.",
    goOn: "Go on",
    withdraw: "Withdraw it",
    returning: "Declaring the same terms, and coming in again",
    elsewhere: {
      title: "Another tab answers for this offer",
      text: "One tab of this browser does at a time. When that tab is closed, this one goes on by itself.",
      back: "Leave it there",
    },
  },
  model: {
    title: "The model",
    source: "Where it comes from",
    bundled: "The digit model that comes with this page",
    bundledHint: "784-128-10, learnt from MNIST’s 60,000 training images; 0.4 MB.",
    files: "Files of TensorFlow.js",
    filesHint:
      "model.json and its weight files, chosen together. Dense layers, square convolutions, pools and ReLU.",
    filesLabel: "model.json and weight files",
    imagesLabel: "Images to measure it on (IDX)",
    imagesHint: "Without any, the bundled digits. They stay in this tab.",
    train: "Train one in this tab",
    trainHint: "From IDX files as MNIST ships them, packed or not. They stay in this tab.",
    architecture: "Network",
    architectures: {
      mlp: "784-500-10",
      "mlp-128": "784-128-10",
      network2: "two convolutions, small",
      lenet: "two convolutions, large",
    },
    trainImages: "Training images (IDX)",
    trainLabels: "Their labels (IDX)",
    epochs: "Epochs",
    read: "Read and measure",
    startTraining: "Train and measure",
    epoch: (epoch: number, of: number) => `Epoch ${formatCount(epoch)} of ${formatCount(of)} done`,
    training: "Training. The first epoch takes the longest to show.",
    missing: { files: "Choose the files first", train: "Choose images and labels first" },
    reading: "Reading, measuring and rehearsing it in this tab",
  },
  card: {
    title: "What this model is",
    caption: "Layers in the order in which they are computed",
    head: { layer: "Layer", output: "Gives", weights: "Weights" },
    layer: ({ layer }: LayerLine): string => {
      switch (layer.kind) {
        case "dense":
          return `dense, ${formatCount(layer.units)} units`
        case "conv2d":
          return `convolution ${layer.kernel} × ${layer.kernel}, ${formatCounted(layer.filters, "filter", "filters")}${layer.stride > 1 ? `, stride ${layer.stride}` : ""}`
        case "max-pool":
          return `largest of ${layer.size} × ${layer.size}`
        case "average-pool":
          return `average of ${layer.size} × ${layer.size}`
        case "relu":
          return "ReLU"
      }
    },
    shape: ({ output: { height, width, channels } }: LayerLine): string =>
      height === 1 && width === 1 ? formatCount(channels) : `${height} × ${width} × ${channels}`,
    name: "Model",
    weights: "Weights",
    accuracy: "Right in the clear",
    accuracyNote: (count: number) => `of ${images(count)}`,
    fraction: "Fraction bits",
    margin: "Room above the largest sum",
    marginNote: (largest: number, bound: number) =>
      `sums reached ${formatMeasure(largest)}; they must stay below ${formatMeasure(bound)}`,
    rehearsed: "Same label on shares",
    rehearsedNote: "computed in this tab, all three roles",
    of: (same: number, of: number) => `${formatCount(same)} of ${formatCount(of)}`,
  },
  terms: {
    title: "What a client gets",
    output: "What is opened at the end, and to whom",
    outputHint: {
      label: "You learn how many images there were, and nothing of them.",
      scores: "More than a label: with many answers a client could copy the model.",
      score:
        "For a set of images with labels. Nobody learns a single label; fewer than 20 images are not scored.",
    } satisfies Record<Output, string>,
    name: "Title",
    nameHint: "What the model tells, in words a client understands.",
    organiser: "Whose model it is",
    most: "Most images in one run",
    mostHint: "How much one run may ask of your model, beside secret copies. There can be several runs.",
    dealer: "The dealer’s key",
    dealerHint:
      "Somebody who sides with neither of you deals random numbers for each run (“crypto provider”). Send the dealer this link and paste the key that the page shows:",
    dealerWrong: "This is no key: 43 letters, digits, dashes and underscores.",
    dealerCopy: "Copy the dealer’s link",
  },
  cost: {
    title: "What it will cost",
    lead: (rttMs: number) =>
      `With secret copies. Measured from this tab: ${formatSpan(rttMs)} to the relay and back. Bytes and rounds are exact but for seals; times hold for a client as near as you, all three on a machine like this one.`,
    caption: "Cost before the start",
    head: {
      what: "Cost",
      single: "One image",
      many: (count: number) => `Each of ${formatCount(count)} images`,
    },
    rounds: "Rounds of a batch",
    online: "Each party sends at most",
    dealer: "The dealer sends you",
    weights: "Once in a run, the masked weights",
    time: "Time",
  },
  offer: "Sign and offer",
  offering: "Signing",
  lacks: {
    model: "Choose a model first",
    title: "Give it a title",
    organiser: "Say whose model it is",
    dealer: "Paste the dealer’s key",
    most: "Most images is a whole number from 1 to 1,000,000",
  },
  offered: {
    lead: "This tab answers as long as it is open. Closed or reloaded, it ends a run that is under way.",
    link: "The client’s link",
    linkHint:
      "Whoever has it may ask your model, one client at a time. Its secret stands behind the #, which no browser sends to the relay.",
    copy: "Copy the client’s link",
    open: "Open it in a new tab",
    dealerHint: "The dealer keeps its page open:",
    kept: "So that you can go on after a reload, this browser keeps the model, its key, the signed terms and the link, on this computer alone, until you end the offer. Whoever has the link waits until then.",
    unkept:
      "This browser does not let the page keep anything: closed or reloaded, the tab ends the offer, and the link is dead.",
    renewed: "The relay was started again and has been told of this offer once more. The link is the same.",
    runs: "Runs",
    noRun: "No client has asked yet.",
    now: (run: number) => `Run ${formatCount(run)}`,
    ended: (run: number, reason: string) => `Run ${formatCount(run)} ended: ${reason}.`,
    reason: {
      finished: () => "finished, transcripts equal",
      left: (seat) => `${leaver(seat)} left; nothing more was opened`,
      deadline: (seat) => `${leaver(seat)} was silent too long; nothing more was opened`,
      refused: (seat) => `${leaver(seat)} refused; nothing more was opened`,
      disconnected: () => "this tab lost its line; nothing more was opened",
    } satisfies Record<EndedInference["reason"], (seat: InferenceSeat | null) => string>,
    wait: {
      dealer: "Waiting for the dealer",
      client: "Waiting for a client",
      both: "Dealer and client are here; the client decides when to ask",
    },
    again: "Offer another model",
    againTitle: "End this offer?",
    againText:
      "The client’s link stops working, and this browser forgets model, key and terms. A run that is under way ends, and nothing more of it is opened.",
    stay: "Keep it",
  },
} as const

export const client = {
  /** Which level of verification ran. */
  verification: (copies: number, output: Output) =>
    `Checked in this run: every letter sealed, numbered and in order; both transcripts equal; material used once; ${formatCounted(copies, "secret copy, which fared as its original", "secret copies, which fared as their originals")}${output === "score" ? "; the score by its tag" : ""}. Not checked: that the model owner computed with the model it speaks of. Copies find one that changes some answers, not one that changes all alike.`,
  opening: "Opening the link. Only a fresh key of this tab leaves.",
  door: "Encrypted inference",
  above: (organiser: string) => `${organiser} offers a model`,
  lead: {
    label:
      "It tells what is on an image. Your image stays in this tab, the model in its owner’s; only you learn the answer.",
    scores:
      "It says how much an image looks like each class. Your image stays in this tab, the model in its owner’s; only you learn the answer.",
    score:
      "It is held against images whose labels you know. Images and labels stay in this tab; one number is opened, to you.",
  } satisfies Record<Output, string>,
  consent: {
    title: "What happens when you ask",
    leaves: {
      title: "Leaves this tab",
      items: (output: Output) => [
        {
          what: "Your image, masked",
          detail:
            "Each pixel plus a random number that only this tab and the dealer know. To the model owner it is noise.",
        },
        {
          what: "Masked values of each round",
          detail:
            "What the two tabs say to compute layer by layer; uniformly random, whatever your image is.",
        },
        ...(output === "score"
          ? [
              {
                what: "Your labels, masked bit by bit",
                detail: "They are compared on shares and never put together.",
              },
            ]
          : []),
        {
          what: "How many images you ask about, and when",
          detail: "All three and the relay see that; secret copies count as images.",
        },
        ...(output === "score"
          ? [
              {
                what: "At the end, which images were copies",
                detail: "Their places alone, which the model owner leaves out of the count.",
              },
            ]
          : []),
      ],
    },
    stays: {
      title: "Never leaves this tab",
      items: (output: Output) =>
        output === "score"
          ? ["Your images and their labels", "The number of right ones"]
          : ["Your image", "Its label: the two halves of the answer meet here alone"],
    },
    seen: {
      title: "Who could see more, and with whom",
      dealer: "The dealer and the model owner together",
      dealerSees: "could read your image: one knows the masks, the other the masked values.",
      dealerClient: "You and the dealer together",
      dealerClientSees: "could read the model, by the same way.",
      relay: (host: string) => `The relay, ${host}`,
      relaySees: "sees sealed letters: who writes to whom, when and how long.",
      relayDealer: "Whoever runs the relay and serves this page",
      relayDealerSees:
        "could serve another page in its place, which keeps no promise. So could whoever runs the relay and the dealer, with one party’s help, read the other’s side.",
      answers: "Answers tell about a model",
      answersSee: "Many of them are enough to copy one; that is its owner’s risk, who limits a run’s images.",
    },
    terms: {
      title: "The terms, signed by the model owner",
      opened: "What is opened",
      most: "Most images in a run",
      copies: "Secret copies",
      copiesValue: (most: number) =>
        `${formatCount(most)} of the images you ask about are asked twice, or all of fewer: an answer that somebody changed differs from its copy’s`,
      dealer: "The dealer’s key",
      hash: "Hash of the terms",
      network: "The network",
      networkValue: (layers: number, fractionBits: number) =>
        `${formatCounted(layers, "layer", "layers")}, ${formatCount(fractionBits)} fraction bits`,
      cost: "A first image costs",
      costValue: (rounds: number, bytes: number) =>
        `${formatCount(rounds)} rounds and at most about ${formatBytes(bytes)} from each party`,
    },
    agree: "I have read what leaves this tab and who could see more",
    go: "Go on",
    blocked: "Tick the box above first",
  },
  pick: {
    title: "Your image",
    draw: "Draw a digit",
    drawHint: "With mouse, pen, finger or keys. Or choose one of the samples below, or a file.",
    pad: "Sheet to draw on",
    drawing: "Your drawing",
    padKeys: "By keys: arrows move the pen, with Shift four cells; the space bar lowers and lifts it.",
    penAt: (column: number, row: number, down: boolean) =>
      `${down ? "Drawing at" : "Pen at"} column ${column}, row ${row}`,
    penLifted: (strokes: number) => `Pen lifted. ${formatCounted(strokes, "stroke", "strokes")} on the sheet`,
    undo: "Undo a stroke",
    clear: "Clear",
    asSeen: "As the model will see it",
    nothing: "nothing drawn yet",
    use: "Take this drawing",
    samples: "Or samples",
    samplesHint: "From MNIST; the model has not learnt from them.",
    sample: (place: number, label: number) => `Sample ${place}, a handwritten ${label}`,
    file: "Or a file",
    fileLabel: "A picture or an IDX file",
    fileHint: "A picture of one digit (PNG, JPEG), or an IDX file of images.",
    chosen: "To be asked",
    none: "No image yet.",
    remove: (place: number) => `Take image ${place} away`,
    picture: (place: number) => `Image ${place}`,
    more: (count: number) => `and ${formatCounted(count, "more image", "more images")}`,
    empty: "Take all away",
    ask: (count: number) => (count === 1 ? "Ask about this image" : `Ask about ${images(count)}`),
    lacksImage: "Draw or choose an image first",
    tooMany: (most: number) => `The model owner allows ${images(most)} in a run`,
  },
  set: {
    title: "Your images and labels",
    sample: "Take the 200 bundled digits",
    images: "Images (IDX)",
    labels: "Their labels (IDX)",
    read: "Take these files",
    lacksFiles: "Choose both files first",
    chosen: (rows: number) => `${images(rows)} with labels are in this tab.`,
    first: "The first of them",
    askNothing: "Score the model",
    ask: (rows: number) => `Score the model on ${images(rows)}`,
    lacksSet: "Choose images and labels first",
  },
  wait: {
    owner: "Waiting for the model owner’s tab",
    dealer: "Waiting for the dealer",
    both: "Waiting for the model owner and the dealer",
    running: (have: number, of: number) =>
      `${formatCount(have)} of ${images(of)} computed, secret copies among them`,
    keys: "Agreeing on fresh keys for this run",
  },
  answer: {
    title: "The answer",
    one: "It is",
    lead: "Put together in this tab, of two halves. No other tab and no relay has it.",
    caption: "What the model makes of each image",
    head: { image: "Image", label: "Label", scores: "Highest scores" },
    score: (label: number, score: number) => `${label}: ${formatMeasure(score)}`,
    counted: (correct: number, rows: number) => `${formatCount(correct)} of ${formatCount(rows)} right`,
    accuracy: (share: number) => `${formatShare(share)} accuracy`,
    countedLead:
      "This one number is all that was opened, and it was opened to this tab. Nobody learnt a label.",
    again: "Ask again",
  },
} as const

export const seen = {
  title: "What each of the four saw",
  lead: "The letters of the last run that passed this tab, by their first 8 bytes as they really were.",
  none: "When a run has begun, its letters stand here.",
  roles: [
    {
      role: "The model owner",
      knows: "the weights",
      saw: "the client’s frames: pixels and values under masks, uniformly random; and the dealer’s corrections, random too. It learns how many images there were.",
    },
    {
      role: "The client",
      knows: "the image",
      saw: "the model owner’s frames: weights and values under masks; and at the end the other half of its answer.",
    },
    {
      role: "The dealer",
      knows: "all masks",
      saw: "how many images each batch has. It receives no frame, so it has nothing to take its masks off.",
    },
    {
      role: "The relay",
      knows: "who is there",
      saw: "the sealed bytes below, their lengths and their order. It has none of the keys.",
    },
  ],
  head: {
    place: "#",
    way: "From → to",
    what: "What it is",
    sealed: "What the relay saw",
    read: "What the reader saw",
    bytes: "Size",
  },
  way: (from: InferenceSeat, to: InferenceSeat) => `${shared.seat[from]} → ${shared.seat[to].toLowerCase()}`,
  kind: {
    seed: "seed of this party’s masks",
    weights: "weights, masked",
    order: "how many images a batch has",
    corrections: "corrections to the masks",
    frame: "values, masked",
    output: "half of the answer",
    close: "no more batches; of a score, where copies stood; transcripts",
    closed: "end; of a score, half of it; transcripts",
  } satisfies Record<LetterKind, string>,
  opens: {
    "masked input": "a layer’s input, masked",
    "masked value": "a layer’s output, masked",
    "masked digit bits": "digits of comparisons, masked",
    "masked sign": "signs, masked",
    "masked comparisons": "comparisons, masked",
    "masked labels and winners": "labels and winners, masked",
    "masked hit": "hits, masked",
  } satisfies Record<Opened, string>,
  secret: "shown to nobody",
  empty: "–",
  more: (count: number) => `${formatCounted(count, "letter", "letters")} more of the same kinds`,
  caption: "Letters of the last run",
  others:
    "Letters between the two others do not pass this tab; their tabs show them. The dealer’s to the model owner are as long as the corrections.",
} as const
