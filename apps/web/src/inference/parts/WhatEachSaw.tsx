import { seen as words } from "../../strings/en.inference.ts"
import { formatBytes } from "../../ui/format.ts"
import { Section } from "../../ui/Page.tsx"
import { Table } from "../../ui/Table.tsx"
import type { SeenLetter, SeenLetters } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"

/** What model owner, client, dealer and relay each see of a run, with the real bytes that passed this tab. */
export function WhatEachSaw({ seen: { letters, more } }: { seen: SeenLetters }) {
  return (
    <Section title={words.title}>
      <div className={styles.roles}>
        {words.roles.map(({ role, knows, saw }) => (
          <div key={role}>
            <h3>{role}</h3>
            <p className={styles.quiet}>
              Has {knows}. Saw {saw}
            </p>
          </div>
        ))}
      </div>
      {letters.length === 0 ? (
        <p className={styles.quiet}>{words.none}</p>
      ) : (
        <>
          <p className={styles.hint}>{words.lead}</p>
          <LettersTable letters={letters} />
          {more > 0 && <p className={styles.after}>{words.more(more)}</p>}
          <p className={styles.after}>{words.others}</p>
        </>
      )}
    </Section>
  )
}

function LettersTable({ letters }: { letters: readonly SeenLetter[] }) {
  const { place, way, what, sealed, read, bytes } = words.head
  return (
    <Table
      caption={words.caption}
      captionHidden
      head={
        <>
          <th scope="col" data-number>
            {place}
          </th>
          <th scope="col">{way}</th>
          <th scope="col">{what}</th>
          <th scope="col">{sealed}</th>
          <th scope="col">{read}</th>
          <th scope="col" data-number>
            {bytes}
          </th>
        </>
      }
    >
      {letters.map((letter) => (
        <tr key={letter.place}>
          <td data-number>{letter.place}</td>
          <td className={styles.way}>{words.way(letter.from, letter.to)}</td>
          <th scope="row">
            {letter.opens === null
              ? words.kind[letter.kind]
              : [...new Set(letter.opens)].map((opened) => words.opens[opened]).join("; ")}
          </th>
          <td className={styles.hex}>{spaced(letter.sealed)}</td>
          <td className={styles.hex}>{letter.read === null ? words.secret : spaced(letter.read)}</td>
          <td data-number>{formatBytes(letter.bytes)}</td>
        </tr>
      ))}
    </Table>
  )
}

/** In groups of four bytes, which an eye can compare. */
const spaced = (hex: string): string => hex.match(/.{1,8}/g)?.join(" ") ?? words.empty
