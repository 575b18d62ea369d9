import { StudyId } from "@tutti/protocol"
import { InvalidArgumentError } from "commander"

/* Parsers of option values: a wrong value ends the command with E_USAGE and names the option and its range. */

/** @returns a parser for whole numbers in [min, max]. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`)
    return value
  }
}

/** @returns a parser for numbers in [min, max). */
export function numberBelow(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === "" || !(value >= min && value < max))
      throw new InvalidArgumentError(`It takes a number from ${min} to below ${max}.`)
    return value
  }
}

/** "30,20,10" ↦ [30, 20, 10]; "" ↦ []. */
export function hiddenUnits(text: string): number[] {
  return text === "" ? [] : text.split(",").map(wholeNumber(1, 4_096))
}

/** "rooms,age" ↦ ["rooms", "age"]. */
export function columnList(text: string): string[] {
  const names = text.split(",").map((name) => name.trim())
  if (names.some((name) => name === ""))
    throw new InvalidArgumentError("It takes names of columns, as rooms,age.")
  return names
}

/** An id as `tutti study list` prints it. */
export function studyId(text: string): StudyId {
  const parsed = StudyId.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError("It takes the id of a study, 16 letters and digits.")
  return parsed.data
}
