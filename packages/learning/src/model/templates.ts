import type { Layer, ModelSpec } from "@tutti/protocol"

/**
 * The network of the credit study: 42-30-20-10-5-2, relu between, two classes.
 * @param dropout rate in [0, 1) after each hidden layer; 0 leaves the dropout layers out.
 */
export function creditNetwork(dropout = 0): ModelSpec {
  const between: Layer[] = dropout > 0 ? [{ kind: "dropout", rate: dropout }] : []
  return {
    inputs: 42,
    layers: [
      ...[30, 20, 10, 5].flatMap((units): Layer[] => [
        { kind: "dense", units, activation: "relu" },
        ...between,
      ]),
      { kind: "dense", units: 2, activation: "linear" },
    ],
    loss: "softmax-cross-entropy",
  }
}

/** One dense layer and a softmax: multinomial logistic regression. */
export function logisticRegression(inputs: number, classes: number): ModelSpec {
  return {
    inputs,
    layers: [{ kind: "dense", units: classes, activation: "linear" }],
    loss: "softmax-cross-entropy",
  }
}

/** One dense layer and the squared error: a number as a weighted sum of the features. */
export function linearRegression(inputs: number): ModelSpec {
  return {
    inputs,
    layers: [{ kind: "dense", units: 1, activation: "linear" }],
    loss: "mean-squared-error",
  }
}
