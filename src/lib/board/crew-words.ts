// Owns how a choice for the crew reads: how free, how loaded, and on which other job, before and after it is made.
import type { CrewChoice } from '#core/crew-load';
import { ROLE_LABEL } from '#core/crew';
import { jobName } from '#core/job';
import { firstName } from '#core/crew';
import { shortWindow } from '#lib/ui/words.ts';

/** "2 jobs, next 10–12" */
export function loadWords({ jobs, next }: CrewChoice): string {
  if (jobs === 0) return 'no other jobs';
  const count = jobs === 1 ? '1 other job' : `${jobs} other jobs`;
  return next ? `${count}, next ${shortWindow(next)}` : `${count}, all done`;
}

/** The heading under which somebody stands while a choice is open. */
export function groupWords(choice: CrewChoice): string {
  const { freedom, freeIn, clashes } = choice;
  if (freedom === 'off') return 'Not free that day';
  if (freedom === 'in-another-role')
    return `Only as ${[...new Set(freeIn)].map((role) => ROLE_LABEL[role].toLowerCase()).join(' or ')} that day`;
  if (clashes.length > 0) return `Also on ${clashes.map((job) => `${jobName(job)}, ${shortWindow(job.window)}`).join(' and ')}`;
  return freedom === 'unknown' ? `Not known who is free · ${loadWords(choice)}` : `Free · ${loadWords(choice)}`;
}

/** Choices under the same heading together, in the order of the first of each. */
export function groupsOf(choices: readonly CrewChoice[]): { readonly title: string; readonly choices: readonly CrewChoice[] }[] {
  const groups = new Map<string, CrewChoice[]>();
  for (const choice of choices) groups.set(groupWords(choice), [...(groups.get(groupWords(choice)) ?? []), choice]);
  return [...groups].map(([title, each]) => ({ title, choices: each }));
}

/** What is said of whoever holds the role now: warnings first. */
export function heldWords(choice: CrewChoice, roleName: string): { readonly warning: string | null; readonly load: string } {
  const name = firstName(choice.member.name);
  const clash = choice.clashes.map((job) => `${jobName(job)}, ${shortWindow(job.window)}`).join(' and ');
  const warnings = [
    ...(clash ? [`${name} is also on ${clash}`] : []),
    ...(choice.freedom === 'off' ? [`${name} is not free that day`] : []),
    ...(choice.freedom === 'in-another-role' ? [`${name} is not free as ${roleName.toLowerCase()} that day`] : []),
    ...(choice.holds.length > 0 ? [`${name} is ${choice.holds.map((role) => ROLE_LABEL[role].toLowerCase()).join(' and ')} here too`] : []),
  ];
  return { warning: warnings.length > 0 ? `${warnings.join('. ')}.` : null, load: loadWords(choice) };
}
