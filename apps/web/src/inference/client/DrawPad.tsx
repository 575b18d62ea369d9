import { type PointerEvent, useEffect, useRef, useState } from "react"
import { client } from "../../strings/en.inference.ts"
import { Button } from "../../ui/Button.tsx"
import type { Picture } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"

const words = client.pick
/** Of the sheet in its own pixels, and of the pen: as wide as MNIST's digits are written. */
const SIDE = 280
const PEN = 22

type Point = { readonly x: number; readonly y: number }
type Stroke = readonly Point[]

/**
 * A sheet to draw on with mouse, pen or finger.
 * @param onDrawn after each stroke, with the whole drawing
 */
export function DrawPad({ onDrawn }: { onDrawn: (drawing: Picture) => void }) {
  const ref = useRef<HTMLCanvasElement>(null)
  const [strokes, setStrokes] = useState<readonly Stroke[]>([])
  const [stroke, setStroke] = useState<Stroke | null>(null)

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
  const isEmpty = strokes.length === 0
  return (
    <div className={styles.stack}>
      <canvas
        ref={ref}
        className={`${styles.sheet} ${styles.pad}`}
        width={SIDE}
        height={SIDE}
        role="img"
        aria-label={words.pad}
        onPointerDown={begin}
        onPointerMove={go}
        onPointerUp={end}
        onPointerCancel={() => setStroke(null)}
      />
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
