// Owns the words of the sheets that a crew opens now and then, in English. The shape is the contract for the other languages.
import { plurals } from './plural.ts';

const count = plurals('en');

export const sheetsEn = {
  photo: {
    before: 'Before',
    after: 'After',
    ticket: 'Ticket',
    other: 'Photo',
    add: 'Add photo',
    none: 'No photos yet.',
    pick: (kind: string) => `Photo: ${kind}`,
    by: (kind: string, name: string) => `${kind}, by ${name}`,
    elsewhere: (name: string) => `Still on ${name}’s phone`,
    away: 'With the office. Shown with a signal.',
    take: 'Take a photo',
    previous: 'Previous photo',
    next: 'Next photo',
    place: (n: number, all: number) => `${n} of ${all}`,
    another: (n: number) => `Photo kept (${n}) – another`,
    refused: {
      'not-a-photo': 'This file is not a photo that this phone can read. Choose a JPEG, PNG or WebP.',
      'too-large': 'This photo is larger than 10 MB. Choose a smaller size in the camera, then take it again.',
      'already-there': 'This very photo is already on the job.',
      'not-kept': 'This photo could not be kept on this device. Free some storage, then take it again.',
    },
  },
  attempt: {
    question: 'What stood in the way?',
    missing: 'Choose what stood in the way.',
    note: 'Note (optional)',
    report: 'Report',
    effect: 'The job goes back to the office, and the visit counts as an attempt.',
  },
  newJob: {
    customer: 'Customer',
    phone: 'Phone',
    address: 'Address',
    day: 'Day',
    time: 'Time',
    what: 'What is it?',
    notes: 'Notes (optional)',
    make: 'Make the job',
    closed: 'Customers cannot book this day and time: it is closed. You can still make the job.',
    /** said instead of the schema's words, by field */
    wrong: {
      name: 'Type the customer’s name',
      phone: 'Type a phone number with its area code',
      address: 'Type the address',
      date: 'Choose a day',
      slot: 'Choose a time',
      service: 'Choose what it is',
      notes: 'This note is too long: keep it below 4,000 characters',
    } as Readonly<Record<string, string>>,
  },
  me: {
    toBoard: 'To the board',
    language: 'Language',
    offline: 'Without a signal',
    works: 'Works: today’s and tomorrow’s jobs, start, complete, could not complete, notes, photos, a new job, undo.',
    waits: 'Waits for a signal: what the office and your mates change, a job’s older history, signing in and out.',
    opens: 'Opens another app: navigate, call, text.',
    export: (n: number) => `Export ${count(n, 'unsent change', 'unsent changes')} as a file`,
    exportPhotos: (n: number) =>
      `The file holds no pictures: ${count(n, 'photo stays', 'photos stay')} on this phone until ${n === 1 ? 'it is' : 'they are'} sent from here.`,
    signOut: 'Sign out',
    position: 'Share my position while a job is in progress',
    positionHint: 'The customer sees where you are from Start to Complete, with this page open. Nothing is kept after half an hour.',
    positionRefused: 'This phone does not give its position. Allow it in the browser’s settings, then switch it on again.',
    storage: {
      kept: 'This phone keeps your day and your queue until you sign out.',
      mayClear: 'If this phone runs full it may clear what is kept here. Install the app to keep it safe.',
      none: 'Nothing is kept on this phone’s disk.',
    },
    install: 'Install the app',
    installIos: 'To install: tap Share, then “Add to Home Screen”. Then open it from there.',
  },
};
export type SheetWords = typeof sheetsEn;
