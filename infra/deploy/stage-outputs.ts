// Owns what a deployed stage says about itself: names that only CloudFormation knows.
import { CloudFormationClient, CloudFormationServiceException, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as v from 'valibot';

const text = v.pipe(v.string(), v.minLength(1));
const outputsSchema = v.object({
  SiteOrigin: text,
  DistributionDomain: text,
  DistributionId: text,
  SiteBucket: text,
  STAGE: text,
  RELEASE: text,
  DATABUCKET: text,
  ROSTERTABLE: text,
  SHORTLIVEDTABLE: text,
  /** absent before the first deployment of a release that has it */
  JOBSTABLE: v.optional(text, 'jobs'),
  PUBLICORIGIN: text,
  KEYRING: text,
});
export type StageOutputs = v.InferOutput<typeof outputsSchema>;
export const REGION = 'us-east-1';

/** Null before the first deployment. */
export async function stageOutputs(stage: string): Promise<StageOutputs | null> {
  const client = new CloudFormationClient({ region: REGION });
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: `haul-${stage}-app` }));
    const outputs = Object.fromEntries((Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
    return Object.keys(outputs).length === 0 ? null : v.parse(outputsSchema, outputs);
  } catch (error) {
    if (error instanceof CloudFormationServiceException && error.name === 'ValidationError') return null;
    throw error;
  } finally {
    client.destroy();
  }
}

/** Whoever asks, as the variables that our own signer reads: a profile or single sign-on is resolved as any AWS tool would. */
export async function operatorCredentials(): Promise<Record<string, string>> {
  const client = new CloudFormationClient({ region: REGION });
  const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
  client.destroy();
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }),
  };
}

/** The environment of the stage's functions, for a command on an engineer's machine with an engineer's rights. */
export const environmentOf = (outputs: StageOutputs): Record<string, string> => ({
  STAGE: outputs.STAGE,
  RELEASE: outputs.RELEASE,
  AWS_REGION: REGION,
  DATA_BUCKET: outputs.DATABUCKET,
  ROSTER_TABLE: outputs.ROSTERTABLE,
  SHORT_LIVED_TABLE: outputs.SHORTLIVEDTABLE,
  JOBS_TABLE: outputs.JOBSTABLE,
  PUBLIC_ORIGIN: outputs.PUBLICORIGIN,
  KEY_RING: outputs.KEYRING,
});
