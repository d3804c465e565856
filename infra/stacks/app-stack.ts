// Owns what a deployment may replace: API, archiver, texts, site and edge, and what watches them.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { logAccess } from '../constructs/access-log.ts';
import { createAlarms } from '../constructs/alarms.ts';
import { createApi, environmentOf } from '../constructs/api.ts';
import { createArchiver } from '../constructs/archiver.ts';
import { createBudget } from '../constructs/budget.ts';
import { createFirewall } from '../constructs/firewall.ts';
import { createSite } from '../constructs/site.ts';
import { createTexts } from '../constructs/texts.ts';
import type { StageSettings } from '../stage-settings.ts';
import { publicOriginOf, type DataStack } from './data-stack.ts';

export interface AppStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly prefix: string;
  readonly release: string;
  readonly data: DataStack;
}

export class AppStack extends Stack {
  constructor(scope: Construct, id: string, { settings, prefix, release, data, ...props }: AppStackProps) {
    super(scope, id, props);
    const environment = environmentOf(data, settings.stage, release, publicOriginOf(this, settings));
    const api = createApi(this, data, settings, environment);
    const archiver = createArchiver(this, data, settings, environment);
    const texts = settings.texts ? createTexts(this, data, settings, prefix, environment) : null;
    const { bucket, distribution } = createSite(this, {
      prefix,
      settings,
      apiUrl: api.url,
      uploadHost: data.bucket.bucketRegionalDomainName,
      firewallArn: settings.firewall ? createFirewall(this, prefix, settings.firewall) : undefined,
    });
    logAccess(this, distribution, prefix, settings.logDays);
    createAlarms(this, { settings, prefix, api: api.function, archiver, texts, distribution });
    createBudget(this, prefix, settings);
    for (const [name, value] of Object.entries({
      SiteOrigin: `https://${settings.domain?.name ?? distribution.distributionDomainName}`,
      DistributionDomain: distribution.distributionDomainName,
      DistributionId: distribution.distributionId,
      SiteBucket: bucket.bucketName,
      ApiUrl: api.url.url,
      ...environment,
      ...(texts && { TextsTopic: texts.topic.topicArn }),
    }))
      new CfnOutput(this, `Out${name.replaceAll('_', '')}`, { key: name.replaceAll('_', ''), value });
  }
}
