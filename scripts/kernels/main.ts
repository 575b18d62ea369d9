import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { compiledModule, KERNELS } from "./compile.ts"

/* `npm run kernels`: compile what lies in the packages' assembly folders and write the modules that are committed. */

const root = join(import.meta.dirname, "../..")
for (const kernels of KERNELS)
  await writeFile(join(root, kernels.module), await compiledModule(root, kernels))
