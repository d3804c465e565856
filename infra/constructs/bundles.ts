// Owns the names of what the build leaves for the cloud: infra takes bundles by their path, never by import.
import { existsSync } from 'node:fs';

export const API_BUNDLE = 'dist/lambda';
export const EDGE_BUNDLE = 'dist/edge';
/** The sender of texts is part of a build that has one. */
export const hasTexts = (): boolean => existsSync(`${API_BUNDLE}/texts.mjs`);
