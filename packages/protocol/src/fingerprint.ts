const CONSONANTS = "bdfghjklmnprstvz"
const VOWELS = "aiou"

/**
 * A hash as words that two people can compare over the telephone: five proquints, 80 bits.
 * @param hash lower-case hex of at least 10 bytes (a StudyHash, a ModelHash).
 * @returns five words of five letters, equal for equal hashes.
 * @throws {RangeError} when there are fewer than 20 hexadecimal digits.
 * @see Wilkerson 2009, "A Proposal for Proquints" (arXiv:0901.4016), section 3
 */
export function fingerprintWords(hash: string): string[] {
  const digits = hash.slice(0, 20)
  if (!/^[0-9a-f]{20}$/.test(digits)) throw new RangeError("a fingerprint needs 20 hexadecimal digits")
  return Array.from({ length: 5 }, (_, word) =>
    proquint(Number.parseInt(digits.slice(word * 4, word * 4 + 4), 16)),
  )
}

/** 16 bits as consonant, vowel, consonant, vowel, consonant: 4 + 2 + 4 + 2 + 4 bits, high bits first. */
function proquint(bits: number): string {
  const consonant = (shift: number) => CONSONANTS.charAt((bits >> shift) & 15)
  const vowel = (shift: number) => VOWELS.charAt((bits >> shift) & 3)
  return consonant(12) + vowel(10) + consonant(6) + vowel(4) + consonant(0)
}
