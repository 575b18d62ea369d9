import { relayMeasurement } from "./relay.ts"

export const measurement = relayMeasurement(30, 35, 143.4)
