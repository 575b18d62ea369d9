/**
 * Who may import whom: docs/decisions/0001 and the tree in the README, as data. A package may import the packages
 * named here and the outside libraries named here, and nothing else; its package.json may not claim more.
 */
export type Rule = {
  /** Folder below the repository. */
  folder: string
  level: "L0" | "L1" | "L2" | "L3" | "app" | "tests"
  packages: readonly string[]
  libraries: readonly string[]
}

const L0 = ["protocol", "ring", "crypto", "data"]
const L1 = ["learning", "secure-aggregation", "regression", "smpc"]
const L2 = ["sessions"]
const L3 = ["transport", "sdk"]
const everything = [...L0, ...L1, ...L2, ...L3]

export const RULES: readonly Rule[] = [
  { folder: "packages/protocol", level: "L0", packages: [], libraries: ["zod"] },
  { folder: "packages/ring", level: "L0", packages: [], libraries: [] },
  { folder: "packages/crypto", level: "L0", packages: ["ring"], libraries: ["@noble/"] },
  { folder: "packages/data", level: "L0", packages: ["protocol"], libraries: ["papaparse"] },
  {
    folder: "packages/learning",
    level: "L1",
    packages: ["protocol", "data", "ring"],
    libraries: ["@tensorflow/", "zod"],
  },
  {
    folder: "packages/secure-aggregation",
    level: "L1",
    packages: ["protocol", "ring", "crypto"],
    libraries: [],
  },
  {
    folder: "packages/regression",
    level: "L1",
    packages: ["protocol", "ring", "crypto"],
    libraries: [],
  },
  {
    folder: "packages/smpc",
    level: "L1",
    packages: ["protocol", "ring", "crypto"],
    libraries: [],
  },
  { folder: "packages/sessions", level: "L2", packages: [...L0, ...L1], libraries: [] },
  {
    folder: "packages/transport",
    level: "L3",
    packages: ["protocol", "ring"],
    libraries: ["socket.io-client", "socket.io", "zod", "vitest"],
  },
  { folder: "packages/sdk", level: "L3", packages: [...everything], libraries: ["zod"] },
  { folder: "packages/testkit", level: "tests", packages: [...everything], libraries: ["fast-check"] },
  {
    folder: "apps/relay",
    level: "app",
    packages: [...L0, ...L1, ...L2, "transport"],
    libraries: [
      "@hono/node-server",
      "hono",
      "kysely",
      "libsql",
      "pg",
      "pino",
      "prom-client",
      "rate-limiter-flexible",
      "socket.io",
      "zod",
    ],
  },
  { folder: "apps/dealer", level: "app", packages: [...everything], libraries: ["zod"] },
  {
    folder: "apps/cli",
    level: "app",
    packages: [...everything, "relay", "dealer"],
    libraries: ["commander", "zod"],
  },
  {
    folder: "apps/web",
    level: "app",
    packages: [...everything],
    libraries: [
      "@fontsource/",
      "@fontsource-variable/",
      "@radix-ui/",
      "comlink",
      "d3-array",
      "idb",
      "qr",
      "react",
      "react-dom",
      "recharts",
      "wouter",
      "zustand",
    ],
  },
]

/** Levels in which time and randomness are arguments. */
export const PURE_LEVELS: ReadonlySet<Rule["level"]> = new Set(["L0", "L1", "L2"])

/** The one place below L3 that may import Node's modules: a port's implementation that no page loads. */
export const NODE_FOLDER = "packages/crypto/src/node"

/** Only here may the machine-learning library be named, and only workers may name this entry. */
export const TFJS_FOLDER = "packages/learning/src/tfjs"
export const TFJS_ENTRY = "@tutti/learning/tfjs"
export const PAGE_FOLDER = "apps/web/src"
export const WORKERS_FOLDER = "apps/web/src/workers"
