import { useEffect } from "react"
import { part as words } from "../strings/en.owner.ts"
import type { OwnerScreen } from "../workers/participant/api.ts"

/** The browser tab's title while taking part: how far the study is, before its name. */
export function tabTitle(screen: OwnerScreen, rounds: number, title: string): string {
  const state = tabState(screen, rounds)
  return state === null ? title : `${state} · ${title}`
}

function tabState({ phase, round }: OwnerScreen, rounds: number): string | null {
  switch (phase) {
    case "paused":
      return words.tab.paused
    case "reconnecting":
      return words.tab.reconnecting
    case "ready":
      return words.tab.waiting
    case "training":
    case "uploading":
    case "evaluating":
    case "waiting":
      return round === null ? words.tab.waiting : words.tab.round(round, rounds)
    case "connecting":
    case "admitted":
    case "ended":
    case "left":
    case "refused":
      return null
  }
}

const SIZE = 32

/** The tab's icon as a ring that fills with the rounds; the product's own icon comes back afterwards. */
export function useTabIcon(screen: OwnerScreen | null, rounds: number): void {
  const share = screen === null || rounds === 0 ? null : Math.min(1, screen.rounds.length / rounds)
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (icon === null || share === null) return
    const original = icon.href
    icon.href = ringIcon(share)
    return () => {
      icon.href = original
    }
  }, [share])
}

function ringIcon(share: number): string {
  const canvas = document.createElement("canvas")
  canvas.width = SIZE
  canvas.height = SIZE
  const context = canvas.getContext("2d")
  if (context === null) return ""
  const { color } = getComputedStyle(document.documentElement)
  const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent")
  const ring = (from: number, to: number, colour: string, width: number) => {
    context.beginPath()
    context.arc(SIZE / 2, SIZE / 2, SIZE / 2 - 4, from, to)
    context.strokeStyle = colour
    context.lineWidth = width
    context.stroke()
  }
  const top = -Math.PI / 2
  ring(0, 2 * Math.PI, color, 2)
  ring(top, top + 2 * Math.PI * share, accent, 7)
  return canvas.toDataURL("image/png")
}
