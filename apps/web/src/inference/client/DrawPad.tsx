import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from "react"
import { client } from "../../strings/en.inference.ts"
import { Button } from "../../ui/Button.tsx"
import type { Picture } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"
import { CELLS, type Cell, type KeyPen, lift, NEW_PEN, type PenStep, penStep } from "./key-pen.ts"

const words = client.pick
/** Of the sheet in its own pixels, and of the pen: as wide as MNIST's digits are written. */
const SIDE = 280
const PEN = 22

type Point = { readonly x: number; readonly y: number }
type Stroke = readonly Point[]

/**
 * A sheet to draw on with mouse, pen or finger, or with keys that move a pen from cell to cell.
 * @param onDrawn after each stroke, with the whole drawing
 */
export function DrawPad({ onDrawn }: { onDrawn: (drawing: Picture) => void }) {
  const ref = useRef<HTMLCanvasElement>(null)
  const [strokes, setStrokes] = useState<readonly Stroke[]>([])
  const [stroke, setStroke] = useState<Stroke | null>(null)
  const [pen, setPen] = useState(NEW_PEN)
  /** For whoever does not see the sheet: what the last key did. */
  const [told, setTold] = useState("")
  const hintId = useId()

  useEffect(() => {
    const context = ref.current?.getContext("2d", { willReadFrequently: true })
    if (context) paint(context, stroke === null ? strokes : [...strokes, stroke])
  }, [strokes, stroke])

  function change(next: readonly Stroke[]) {
    setStrokes(next)
    const context = ref.current?.getContext("2d", { willReadFrequently: true })
    if (!context) return
    paint(context, next)
    onDrawn(pictureOf(context))
  }
  function begin(event: PointerEvent<HTMLCanvasElement>) {
    if (!event.isPrimary || event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    setStroke([pointOf(event)])
  }
  function go(event: PointerEvent<HTMLCanvasElement>) {
    if (stroke !== null) setStroke([...stroke, pointOf(event)])
  }
  function end() {
    if (stroke === null) return
    setStroke(null)
    change([...strokes, stroke])
  }
  function follow(step: PenStep) {
    setPen(step.pen)
    setStroke(step.pen.line?.map(middleOf) ?? null)
    if (step.drawn) change([...strokes, step.drawn.map(middleOf)])
    setTold(step.drawn ? words.penLifted(strokes.length + 1) : placeOf(step.pen))
  }
  function press(event: KeyboardEvent) {
    const step = penStep(pen, event.key, event.shiftKey)
    if (step === undefined) return
    // Neither does the page scroll, nor is anything sent.
    event.preventDefault()
    follow(step)
  }
  const isEmpty = strokes.length === 0
  return (
    <div className={styles.stack}>
      <div
        className={styles.desk}
        // A screen reader leaves the arrows to what has this role.
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is drawn on by keys.
        tabIndex={0}
        aria-label={words.pad}
        aria-describedby={hintId}
        onKeyDown={press}
        onFocus={() => setTold(placeOf(pen))}
        onBlur={() => pen.line !== null && follow(lift(pen))}
      >
        <canvas
          ref={ref}
          className={`${styles.sheet} ${styles.pad}`}
          width={SIDE}
          height={SIDE}
          role="img"
          aria-label={words.drawing}
          onPointerDown={begin}
          onPointerMove={go}
          onPointerUp={end}
          onPointerCancel={() => setStroke(null)}
        />
        <span
          className={styles.pen}
          data-down={pen.line !== null || undefined}
          style={{ left: share(pen.at.column), top: share(pen.at.row) }}
        />
      </div>
      <p className={styles.quiet} id={hintId}>
        {words.padKeys}
      </p>
      <p className="visually-hidden" aria-live="polite">
        {told}
      </p>
      <div className={styles.beside}>
        <Button icon="back" disabled={isEmpty} onClick={() => change(strokes.slice(0, -1))}>
          {words.undo}
        </Button>
        <Button icon="remove" disabled={isEmpty} onClick={() => change([])}>
          {words.clear}
        </Button>
      </div>
    </div>
  )
}

/** Of a cell on the sheet. */
const middleOf = ({ column, row }: Cell): Point => ({
  x: ((column + 0.5) * SIDE) / CELLS,
  y: ((row + 0.5) * SIDE) / CELLS,
})
const share = (place: number): string => `${((place + 0.5) * 100) / CELLS}%`
const placeOf = ({ at: { column, row }, line }: KeyPen): string =>
  words.penAt(column + 1, row + 1, line !== null)

function pointOf({ currentTarget, clientX, clientY }: PointerEvent<HTMLCanvasElement>): Point {
  const { left, top, width, height } = currentTarget.getBoundingClientRect()
  return { x: ((clientX - left) / width) * SIDE, y: ((clientY - top) / height) * SIDE }
}

/** Black on nothing: how opaque a pixel is says how much ink it has. */
function paint(context: CanvasRenderingContext2D, strokes: readonly Stroke[]): void {
  context.clearRect(0, 0, SIDE, SIDE)
  context.lineWidth = PEN
  context.lineCap = "round"
  context.lineJoin = "round"
  for (const [start, ...rest] of strokes) {
    if (start === undefined) continue
    context.beginPath()
    context.moveTo(start.x, start.y)
    // A point alone is a dot.
    for (const { x, y } of rest.length === 0 ? [start] : rest) context.lineTo(x, y)
    context.stroke()
  }
}

function pictureOf(context: CanvasRenderingContext2D): Picture {
  const { data } = context.getImageData(0, 0, SIDE, SIDE)
  const pixels = Uint8Array.from({ length: SIDE * SIDE }, (_, place) => data[4 * place + 3] ?? 0)
  return { height: SIDE, width: SIDE, pixels }
}
