import type { StudyId } from "@tutti/protocol"
import { Command } from "commander"
import { studyId, wholeNumber } from "../../options.ts"
import { studyKeyOf } from "../../study-key-file.ts"
import { adminCommand, type Connection, clientOf, printResult } from "./connection.ts"
import { createCommand } from "./create.ts"
import { exportCommand } from "./export.ts"
import { statusLines } from "./status-lines.ts"

/** `tutti study …`: what the dashboard does, for scripts. */
export function studyCommand(): Command {
  return new Command("study")
    .description("create and run studies on a relay, as an admin")
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(inviteCommand())
    .addCommand(freezeCommand())
    .addCommand(controlCommand("start", "run all rounds that are left"))
    .addCommand(controlCommand("next-round", "run one round and pause"))
    .addCommand(controlCommand("pause", "pause after the open round"))
    .addCommand(controlCommand("stop", "end the study for good"))
    .addCommand(statusCommand())
    .addCommand(exportCommand())
}

function listCommand(): Command {
  return adminCommand("list", "list all studies").action(async (options: Connection) => {
    const studies = await clientOf(options).studies()
    const lines = studies.map(
      ({ study, state, owners, rounds, plannedRounds, title }) =>
        `${study}  ${state}  ${owners} owners  ${rounds} of ${plannedRounds} rounds  ${title}`,
    )
    printResult(options.json, studies, lines)
  })
}

function inviteCommand(): Command {
  return adminCommand("invite", "make an invite link for owners")
    .argument("<study>", "id of the study", studyId)
    .option("--hours <count>", "until it expires", wholeNumber(1, 8_760), 168)
    .option("--uses <count>", "how many owners may join by it", wholeNumber(1, 10_000), 100)
    .option("--study-key <file>", "the key of a secure study, whose public half the link carries")
    .action(async (study: StudyId, options: Connection & InviteOptions) => {
      const terms = { expiresInHours: options.hours, uses: options.uses }
      const key = options.studyKey === undefined ? undefined : await studyKeyOf(options.studyKey)
      const invite = await clientOf(options).invite(study, terms, key?.publicKey)
      printResult(options.json, invite, [invite.link])
    })
}

type InviteOptions = { hours: number; uses: number; studyKey?: string }

function freezeCommand(): Command {
  return adminCommand("freeze", "fix the owners of a secure study, for good, and print its safety number")
    .argument("<study>", "id of the study", studyId)
    .requiredOption("--study-key <file>", "the key that signed the study")
    .action(async (study: StudyId, options: Connection & { studyKey: string }) => {
      const client = clientOf(options)
      const key = await studyKeyOf(options.studyKey)
      const owners = await client.enrolled(study)
      const { safetyNumber } = await client.freezeRoster(study, key, owners)
      printResult(options.json, { study, owners, safetyNumber }, [
        ...owners.map(({ label, participant }) => (label === "" ? participant.slice(0, 8) : label)),
        `${owners.length} owners are fixed. Safety number: ${safetyNumber}`,
      ])
    })
}

function controlCommand(name: "start" | "next-round" | "pause" | "stop", description: string): Command {
  return adminCommand(name, description)
    .argument("<study>", "id of the study", studyId)
    .action(async (study: StudyId, options: Connection) => {
      const state = await clientOf(options).command(study, name)
      printResult(options.json, { study, state }, [`Study ${study} is ${state}.`])
    })
}

function statusCommand(): Command {
  return adminCommand("status", "show owners, rounds and what the study waits for")
    .argument("<study>", "id of the study", studyId)
    .action(async (study: StudyId, options: Connection) => {
      const view = await clientOf(options).study(study)
      printResult(options.json, view, statusLines(view))
    })
}
