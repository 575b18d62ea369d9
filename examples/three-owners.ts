// A relay, an admin and three owners in one process: `node --import tsx examples/three-owners.ts`
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startRelay } from "@tutti/relay"
import { createAdminClient, joinStudy } from "@tutti/sdk"
import { creditApprovalStudy } from "@tutti/sdk/templates"

/** Train on the bundled sample, a third of it with each owner; gives the study's curve. */
export async function threeOwners(rounds: number) {
  const dataDir = mkdtempSync(join(tmpdir(), "tutti-example-"))
  const relay = await startRelay({ port: 0, dataDir, logLevel: "silent" })
  try {
    const admin = createAdminClient(relay.url, relay.adminToken)
    const { study } = await admin.createStudy(
      creditApprovalStudy({ training: { rounds, quorum: { minOwners: 3, fraction: 1 } } }),
    )
    const { link } = await admin.invite(study, { expiresInHours: 1, uses: 3 })

    const sample = new URL("../public/samples/credit-synthetic.csv", import.meta.url)
    const lines = readFileSync(sample, "utf8").trim().split("\n")
    const owners = await Promise.all(
      ["Aachen", "Bonn", "Cologne"].map((label, third) => {
        const rows = lines.filter((_, line) => line % 3 === third).join("\n")
        return joinStudy({ link, label, data: new TextEncoder().encode(rows) })
      }),
    )
    await admin.command(study, "start")
    await Promise.all(owners.map(({ ended }) => ended))
    for (const owner of owners) owner.close()
    return await admin.metrics(study)
  } finally {
    await relay.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname)
  for (const { round, validationLoss, validationAccuracy } of await threeOwners(10))
    console.log(
      `round ${round}: validation loss ${validationLoss?.toFixed(4)}, accuracy ${validationAccuracy?.toFixed(3)}`,
    )
