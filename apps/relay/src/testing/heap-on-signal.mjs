// Preloaded into a relay under test: on SIGUSR2 it collects its garbage and writes its heap to TUTTI_HEAP.
import { renameSync } from "node:fs"
import { setFlagsFromString, writeHeapSnapshot } from "node:v8"
import { runInNewContext } from "node:vm"
import { isMainThread } from "node:worker_threads"

if (isMainThread) {
  setFlagsFromString("--expose-gc")
  const collect = runInNewContext("gc")
  const path = process.env.TUTTI_HEAP
  process.on("SIGUSR2", async () => {
    // What a finaliser frees is garbage of the next collection.
    for (let time = 0; time < 3; time++) {
      collect()
      await new Promise((resolve) => setImmediate(resolve))
    }
    renameSync(writeHeapSnapshot(`${path}.part`, { exposeNumericValues: true }), path)
  })
}
