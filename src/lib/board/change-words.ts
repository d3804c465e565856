// Owns how a change at the desk is called, for what was done, what would be taken back and what would be done again.
import { ROLE_LABEL } from '#core/crew';
import { jobName, type Job } from '#core/job';
import type { Args, MutationType } from '#core/mutation';
import { STATUS_LABEL } from '#core/status-flow';
import { dayWords } from '#lib/ui/words.ts';

export function changeWords<Type extends MutationType>(job: Job, type: Type, args: Args<Type>, nameOf: (member: string) => string): string {
  return `Job ${jobName(job)} ${partOf({ type, args } as Change, nameOf)}`;
}

type Change = { [T in MutationType]: { readonly type: T; readonly args: Args<T> } }[MutationType];

function partOf(change: Change, nameOf: (member: string) => string): string {
  switch (change.type) {
    case 'set_status':
      return `moved to ${STATUS_LABEL[change.args.to]}`;
    case 'cannot_complete':
      return 'reported as not done';
    case 'assign': {
      const { role, member } = change.args;
      return member
        ? `given to ${nameOf(member)} as ${ROLE_LABEL[role].toLowerCase()}`
        : `left without a ${ROLE_LABEL[role].toLowerCase()}`;
    }
    case 'reschedule':
      return `moved to ${dayWords(change.args.window.date)}`;
    case 'edit_job':
      return 'changed';
    case 'cancel':
      return 'cancelled';
    case 'reopen':
      return 'reopened';
    case 'add_note':
      return 'has a new note';
    case 'text_customer':
      return 'has a text to its customer';
    case 'attach_photo':
      return 'has a new photo';
    case 'resolve_review':
      return 'decided';
    case 'undo':
      return 'taken back';
    case 'create_job':
      return 'made';
    case 'rate':
      return 'rated';
  }
}
