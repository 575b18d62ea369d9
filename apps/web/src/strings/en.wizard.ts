import { formatCounted } from "../ui/format.ts"

/* The words of the wizard that makes a new study. */

export const wizard = {
  title: "New study",
  steps: "Steps",
  step: {
    template: "Template",
    data: "Columns",
    model: "Model",
    training: "Training and quorum",
    review: "Review",
  },
  next: "Next",
  back: "Back",
  problemsHere: (count: number) => formatCounted(count, "thing to mend", "things to mend"),
  issue: {
    notANumber: "Enter a number.",
    notWhole: "Enter a whole number.",
    empty: "This must not be empty.",
    least: (value: number, exclusive: boolean) => (exclusive ? `More than ${value}.` : `At least ${value}.`),
    most: (value: number, exclusive: boolean) => (exclusive ? `Less than ${value}.` : `At most ${value}.`),
  },
  template: {
    title: "What is the study about?",
    credit: {
      title: "Credit approval",
      text: "15 columns of credit applications, two classes. Columns, network and plan are ready; simulated owners have rows for it.",
      use: "Use this template",
    },
    csv: {
      title: "Any CSV file",
      text: "Choose a sample file with the columns that the owners' files have. It is read in this tab only: the study will hold the columns' names, kinds and categories, and no row.",
      choose: "Choose a sample CSV file",
    },
  },
  data: {
    title: "Columns",
    fixed: "The columns of this template are fixed; every owner's file is mapped to them.",
    file: (name: string, rowCount: string) => `${name}, ${rowCount} rows, read in this tab only`,
    reading: "Reading the file",
    target: "Which column is to be predicted?",
    targetHint: "Text and few whole numbers become classes; other numbers are predicted as numbers.",
    kind: { label: "Kind", numeric: "number", category: "category", "left-out": "leave out" },
    edit: "Edit",
    leftOut: "Left out of the study:",
    take: (name: string) => `Take ${name} in`,
    notes: "What was noticed in the file",
    column: {
      title: (name: string) => `Column ${name}`,
      unit: "Unit",
      unitHint: "Shown to owners, so that euros are not taken for thousands of euros.",
      min: "Least possible value",
      max: "Greatest possible value",
      rangeHint: "A value outside is reported to its owner with the row, and is never sent.",
      missing: "If a value is missing",
      categories: "Values, one a line",
      categoriesHint: "Add what other owners may hold: one-hot positions are fixed by this list.",
      save: "Save",
      cancel: "Cancel",
    },
  },
  model: {
    title: "Model",
    regression: {
      class: [
        "Logistic regression",
        "One weight per feature and class. The fastest, and the easiest to explain.",
      ],
      number: ["Linear regression", "One weight per feature. The fastest, and the easiest to explain."],
    },
    small: ["Small network", "One hidden layer of 32 units with ReLU. A good beginning for tables."],
    credit: [
      "Deep network",
      "Hidden layers of 30, 20, 10 and 5 units with ReLU, as in the credit study 42-30-20-10-5-2.",
    ],
    own: ["Own layers", "Dense and dropout layers in any order."],
    layers: "Hidden layers",
    kind: "Layer",
    dense: "dense",
    dropout: "dropout",
    units: "Units",
    activation: "Activation",
    rate: "Share set to zero",
    addDense: "Add a dense layer",
    addDropout: "Add a dropout layer",
    remove: (index: number) => `Remove layer ${index}`,
    removeShort: "Remove",
    layerName: (index: number) => `Layer ${index}`,
    output: (units: number, loss: string) =>
      `The output layer follows from the target: ${formatCounted(units, "linear unit", "linear units")}, ${loss}.`,
    size: "What it costs",
  },
  training: {
    title: "Training and quorum",
    how: "How owners train",
    howMany: "How long",
    who: "Who must be there",
    fine: "Fine print",
    fineHint: "Server step, robust aggregation, clipping, deadlines, seed.",
    percent: "%",
    explain: {
      epochs: "How often an owner goes through its own rows within one round.",
      batchSize: "How many rows one step of the optimiser looks at.",
      optimiser:
        "How weights follow the gradient within an owner's tab; its state does not outlive the round.",
      proximal:
        "Pulls local weights back to the common model with ½·μ·‖w − global‖² (Li et al. 2020); 0 for none. Helps when owners' rows differ much.",
      aggregation:
        "How single updates become one average. Trimmed mean and median withstand a few wild or hostile updates.",
      serverStep:
        "What the relay does with the average: take it, or treat it as a gradient for Adam (Reddi et al. 2021).",
      clipNorm: "Longer updates are scaled down to this L2 length before they are averaged.",
      maxUpdateNorm: "Longer updates are refused, and the round goes on without them.",
      validationFraction:
        "Each owner keeps this share of its rows out of training; the validation curves are measured on them.",
      minOwners: "A round opens only when at least so many owners are ready.",
      fraction:
        "The share of a round's cohort whose updates must arrive; otherwise the round ends without a model.",
      deadlines: "How long a phase of a round may take before it goes on without those who are missing.",
      seed: "Decides initial weights, splits, shuffles and dropout: the same seed and owners give the same model. Not a secret.",
    },
  },
  review: {
    title: "Review",
    words: "What owners will read",
    titleField: "Title",
    organiser: "Who asks",
    organiserHint: "In words that an owner understands.",
    purpose: "What for",
    retention: "Days that the relay keeps the study after its end",
    mend: "Some things must be mended first:",
    create: "Create the study",
    creating: "Creating",
    sheet: "The study",
  },
} as const
