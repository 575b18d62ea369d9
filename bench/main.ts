import { parseArgs } from "node:util"
import { calibrationMs } from "./harness/calibration.ts"
import { thisCommit, thisMachine } from "./harness/machine.ts"
import { report } from "./harness/measurement.ts"
import { printedReport } from "./harness/print.ts"
import { selectNames } from "./harness/select.ts"
import { printedPoint, printedSweep, type Sweep, sweepReports } from "./harness/sweep.ts"
import { MEASUREMENTS } from "./measurements.ts"

/* `npm run -s bench -- NAME [--json]`: one measurement, or a block of them, each reported as soon as it is taken. */

const { positionals, values } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { json: { type: "boolean", default: false } },
})
const [name] = positionals
const known = Object.keys(MEASUREMENTS)
const names = name === undefined ? [] : selectNames(known, name)
if (names.length === 0) fail("E_USAGE", `Name a measurement or a block of them: ${known.join(", ")}.`)

const machine = thisMachine()
const commit = thisCommit()
for (const name of names) {
  try {
    const module = await MEASUREMENTS[name]?.()
    if (module === undefined) continue
    if ("sweep" in module) await sweepAll(module.sweep)
    else {
      const figures = await report(module.measurement, commit, machine, calibrationMs)
      console.log(values.json ? JSON.stringify(figures) : printedReport(figures, module.measurement))
    }
  } catch (error) {
    fail("E_MEASUREMENT", `${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function sweepAll(sweep: Sweep): Promise<void> {
  if (!values.json) console.log(printedSweep(sweep))
  for await (const figures of sweepReports(sweep, commit, machine, calibrationMs))
    console.log(values.json ? JSON.stringify(figures) : printedPoint(figures))
}

function fail(code: string, message: string): void {
  if (values.json) console.log(JSON.stringify({ error: { code, message, side: "sender" } }))
  else console.error(`${message} (${code})`)
  process.exitCode = 1
}
