// Owns the cloud as code: one stage's two stacks, checked against AWS' own list of good practice. Needs no network and no account.
import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledge } from './nag-reasons.ts';
import { readSettings, type StageSettings } from './stage-settings.ts';
import { AppStack } from './stacks/app-stack.ts';
import { DataStack } from './stacks/data-stack.ts';

/** CloudFront takes functions, certificates and firewalls from here only. */
const REGION = 'us-east-1';

export interface Cloud {
  readonly app: App;
  readonly data: DataStack;
  readonly site: AppStack;
}

/** @param outdir where the templates go; the CDK's command line says so itself */
export function createCloud(settings: StageSettings, release: string, outdir?: string): Cloud {
  const app = new App({ ...(outdir && { outdir }), analyticsReporting: false });
  const prefix = `haul-${settings.stage}`;
  const env = { region: REGION, ...(settings.account && { account: settings.account }) };
  const data = new DataStack(app, 'Data', { stackName: `${prefix}-data`, env, settings, prefix });
  const site = new AppStack(app, 'App', { stackName: `${prefix}-app`, env, settings, prefix, release, data });
  Tags.of(app).add('project', 'haul-dispatch');
  Tags.of(app).add('stage', settings.stage);
  acknowledge(data, site);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, data, site };
}

if (import.meta.main) createCloud(readSettings(process.env['STAGE'] ?? 'example'), process.env['RELEASE'] ?? 'none').app.synth();
