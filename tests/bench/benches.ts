// Owns the list of what is measured, in the order of the table.
import { api } from './api.ts';
import type { Bench } from './bench.ts';
import { bill } from './bill.ts';
import { board } from './board.ts';
import { cas } from './cas.ts';
import { crewShell } from './crew-shell.ts';
import { edge } from './edge.ts';
import { firstSync } from './first-sync.ts';
import { growth } from './growth.ts';
import { jobStore } from './job-store.ts';
import { lighthouse } from './lighthouse.ts';
import { offlineDay } from './offline-day.ts';
import { start } from './start.ts';
import { store } from './store.ts';
import { tap } from './tap.ts';
import { trackingPage } from './tracking-page.ts';

export const BENCHES: readonly Bench[] = [
  ...[tap, store, api, edge, cas, jobStore, bill, start],
  ...[crewShell, trackingPage, firstSync, offlineDay, board, growth, lighthouse],
];
