// Owns the words of moving cards: what a drop did, and why one cannot be.
import { boardMove, type BoardMove } from '#core/board-move';
import { jobName, type Job } from '#core/job';
import { STATUS_LABEL, type Status } from '#core/status-flow';

/** Of a job that is not what it was when somebody set about moving it. */
export const movedOnWords = (job: Job): string => `Job ${jobName(job)} has moved on meanwhile: it is ${STATUS_LABEL[job.status]}.`;

/** Why a card that is in `from` may not be dropped on `to`; null when it may. */
export function refusalWords(from: Status, to: Status): string | null {
  const move = boardMove(from, to);
  return move.kind === 'refused' ? whyNot(move, to) : null;
}

function whyNot({ why, instead }: BoardMove & { kind: 'refused' }, to: Status): string {
  const next = instead ? STATUS_LABEL[instead] : '';
  if (why === 'skips-steps') return `Not straight to ${STATUS_LABEL[to]}: one step at a time, first ${next}.`;
  return `Not to ${STATUS_LABEL[to]}: it is over. Move it to ${next} to reopen it.`;
}

/** What a drop there will do, while the card hangs over the column. */
export function promiseWords(from: Status, to: Status): string {
  const move = boardMove(from, to);
  if (move.kind === 'ask')
    return move.type === 'cancel' ? 'Drop to cancel it: you will be asked why' : 'Drop to say why it could not be done';
  if (move.kind === 'do') return move.type === 'reopen' ? 'Drop to reopen it' : `Drop for ${STATUS_LABEL[to]}`;
  return '';
}
