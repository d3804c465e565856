// Owns the names of what the build leaves for the cloud: infra takes bundles by their path, never by import.
import { Code } from 'aws-cdk-lib/aws-lambda';

const API_BUNDLE = 'dist/lambda';
/** One bundle for all functions beside the edge; source maps stay at home. */
export const apiCode = (): Code => Code.fromAsset(API_BUNDLE, { exclude: ['*.map'] });
export const edgeCode = (): Code => Code.fromAsset('dist/edge');
