import { setFlagsFromString } from "node:v8"

/**
 * Let this process's heap grow to five times what lives in it before all of it is collected; call it once, before
 * the relay starts. Updates that wait to be averaged count as growth, and V8's own step of some ten megabytes has it
 * walk the whole heap nine times in a round of 100 owners × 400 kB: half of the relay's CPU time then
 * (`npm run -s bench -- federated/relay-cpu`).
 */
export function letHeapGrow(): void {
  setFlagsFromString("--heap-growing-percent=400")
}
