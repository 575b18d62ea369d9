import { writeFileSync } from "node:fs"
import { vectorFiles } from "./files.ts"

// `node --import tsx packages/secure-aggregation/vectors/make.ts` writes every file of vectors anew.
for (const [name, text] of await vectorFiles()) writeFileSync(new URL(name, import.meta.url), text)
