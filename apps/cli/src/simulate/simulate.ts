import { setTimeout as pause } from "node:timers/promises"
import type { Table } from "@tutti/data"
import { parameterCount, type Trainer, type TrainerFactory } from "@tutti/learning"
import type { RoundMetrics, StudyId, StudySpec } from "@tutti/protocol"
import { type AdminClient, createAdminClient } from "@tutti/sdk"
import { CliFailure } from "../failure.ts"
import { Cohort } from "./cohort.ts"
import { type Hands, prepareHands } from "./hands.ts"
import { trainPooled } from "./pooled.ts"
import { type RelayProcess, startRelayProcess } from "./relay-process.ts"
import type { SimulatedRound, SimulationReport } from "./report.ts"
import { requireEnoughOwners, secureTerms } from "./secure-terms.ts"

export type SimulationOptions = {
  table: Table
  spec: StudySpec
  owners: number
  /** In [0, 1): probability, per owner and round, to drop out. */
  dropout: number
  /** Deals the rows and draws the drop-outs; the study's own seed does the rest. */
  seed: number
  /** What all owners train with, one after the other. */
  trainer: TrainerFactory
  /** Called when a round has been committed. */
  onRound(metrics: RoundMetrics): void
}

/** How often the relay is asked whether the study has ended. */
const STATE_POLL_MS = 250

/**
 * A whole study on this machine: a relay in a process of its own, as many owners as asked for in this one, real
 * sockets between them; then the comparison with one model of all rows.
 * @throws {TuttiError | CliFailure} with the code of what went wrong.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { table, spec, owners, seed } = options
  if (spec.mode === "secure") requireEnoughOwners(spec, owners)
  const hands = prepareHands(table, spec, owners, seed)
  const trainer = await options.trainer(spec.model)
  const relay = await startRelayProcess()
  try {
    const run = await runStudy(options, hands, trainer, relay)
    const { last, best } = run
    const heldOut = hands.heldOut.encode(run.scaling).training
    const training = hands.owners.map((dataset) => dataset.encode(run.scaling).training)
    const federated = await trainer.evaluate(last.weights, heldOut)
    const pooled = await trainPooled(trainer, spec, training, heldOut)
    return {
      mode: spec.mode,
      scheme: spec.training.scheme,
      owners,
      seed,
      accuracy: federated.accuracy,
      loss: federated.loss,
      bestRound: best.round,
      bestAccuracy: (await trainer.evaluate(best.weights, heldOut)).accuracy,
      pooledAccuracy: pooled.accuracy,
      pooledLoss: pooled.loss,
      modelHash: last.modelHash,
      parameters: parameterCount(spec.model),
      backend: trainer.backend.name,
      rows: {
        heldOut: heldOut.rows,
        dealt: hands.owners.reduce((rows, hand) => rows + hand.trainingRows + hand.validationRows, 0),
        dealtAgain: hands.dealtAgain,
      },
      ...run.figures,
    }
  } finally {
    await relay.stop()
    trainer.dispose()
  }
}

async function runStudy(options: SimulationOptions, hands: Hands, trainer: Trainer, relay: RelayProcess) {
  const { owners, dropout, seed, onRound } = options
  const { mode } = options.spec
  const admin = createAdminClient(relay.url, relay.adminToken)
  const secure = mode === "secure" ? await secureTerms(options.spec, relay.url, owners, dropout) : null
  const studyKey = secure?.studyKey
  const { study } = await admin.createStudy(secure?.spec ?? options.spec, studyKey)
  const { link } = await admin.invite(study, { expiresInHours: 24, uses: owners }, studyKey?.publicKey)
  const cpuReadings: { round: number; seconds: Promise<number> }[] = []
  const abandoned: number[] = []
  const lost: unknown[] = []
  const cohort = new Cohort({
    link,
    mode,
    dropout,
    seed,
    datasets: hands.owners,
    trainer: async () => trainer,
    onRoundEnd(round, metrics) {
      cpuReadings.push({ round, seconds: relay.cpuSeconds() })
      if (metrics === null) abandoned.push(round)
      else onRound(metrics)
    },
    onLost: (error) => lost.push(error),
  })
  try {
    const relayCpuBefore = await relay.cpuSeconds()
    const cpuBefore = process.cpuUsage()
    const began = performance.now()
    await cohort.join()
    cpuReadings.push({ round: 0, seconds: relay.cpuSeconds() })
    if (studyKey !== undefined) {
      await admin.freezeRoster(study, studyKey)
      await everybodyReady(admin, study, lost)
    }
    await admin.command(study, "start")
    await studyEnd(admin, study, lost)
    const seconds = (performance.now() - began) / 1000
    const { user, system } = process.cpuUsage(cpuBefore)
    const { scaling } = await admin.study(study)
    const metrics = await admin.metrics(study)
    return {
      last: await admin.model(study, "last"),
      best: await admin.model(study, "best"),
      scaling: scaling ?? [],
      figures: {
        rounds: await roundsWithCpu(metrics, cpuReadings, cohort),
        abandoned,
        seconds,
        relayCpuSeconds: (await relay.cpuSeconds()) - relayCpuBefore,
        participantCpuSeconds: (user + system) / 1e6,
      },
    }
  } finally {
    cohort.close()
  }
}

/** Hundreds of owners check one roster on this machine meanwhile; who is asleep over it would not be in the first sum. */
async function everybodyReady(admin: AdminClient, study: StudyId, lost: readonly unknown[]): Promise<void> {
  for (;;) {
    const { roster } = await admin.study(study)
    if (roster.every(({ state }) => state === "ready")) return
    if (lost.length > 0) throw lost[0]
    await pause(STATE_POLL_MS)
  }
}

/** @throws what kept an owner from coming back, or E_STUDY_FAILED when the study stands still. */
async function studyEnd(admin: AdminClient, study: StudyId, lost: readonly unknown[]): Promise<void> {
  for (;;) {
    const summary = (await admin.studies()).find((candidate) => candidate.study === study)
    if (summary?.state === "finished") return
    if (lost.length > 0) throw lost[0]
    if (summary?.state !== "running")
      throw new CliFailure(
        "E_STUDY_FAILED",
        `The study is ${summary?.state ?? "gone"} after ${summary?.rounds ?? 0} rounds: too few owners came back.`,
        "relay",
      )
    await pause(STATE_POLL_MS)
  }
}

/** What the relay committed, each round with the CPU time between the end of the round before and its own. */
async function roundsWithCpu(
  rounds: readonly RoundMetrics[],
  readings: readonly { round: number; seconds: Promise<number> }[],
  cohort: Cohort,
): Promise<SimulatedRound[]> {
  const cpuAt = new Map<number, number>()
  for (const { round, seconds } of readings) cpuAt.set(round, await seconds)
  return rounds.map(
    ({
      round,
      seconds,
      cohort: size,
      survivors,
      trainLoss,
      validationLoss,
      validationAccuracy,
      bytesUpPerOwner,
    }) => ({
      round,
      seconds,
      cohort: size,
      survivors,
      trainLoss,
      validationLoss,
      validationAccuracy,
      bytesUpPerOwner,
      relayCpuSeconds: (cpuAt.get(round) ?? 0) - (cpuAt.get(round - 1) ?? 0),
      dropped: cohort.droppedIn(round).length,
      dropOuts: [...cohort.droppedIn(round)],
    }),
  )
}
