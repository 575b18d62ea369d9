import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { compiledModule, MODULE } from "./compile.ts"

/* `npm run kernels`: compile packages/ring/assembly and write the module that is committed. */

const root = join(import.meta.dirname, "../..")
await writeFile(join(root, MODULE), await compiledModule(root))
