// Owns how high a card is, in rem: the rows of JobCard.svelte and what lies around them. A test holds it against the drawn card.

/** Padding, borders, three lines of text, the foot, and the gaps between them. */
const FRAME_REM = 1.3 + 0.125;
const LINES_REM = 1.15 + 1.3 + 1.3;
const GAP_REM = 0.3;
const PILLS_REM = 1.4 + GAP_REM;
const FOOT_REM = { fine: 2.25, coarse: 3 } as const;

export const cardHeightRem = (hasPills: boolean, pointer: keyof typeof FOOT_REM): number =>
  FRAME_REM + LINES_REM + 3 * GAP_REM + FOOT_REM[pointer] + (hasPills ? PILLS_REM : 0);
