// Owns why some of AWS' rules do not hold here: each with its reason, on as little as it is true for.
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ARCHIVER_OBJECTS } from './constructs/archiver.ts';
import type { AppStack } from './stacks/app-stack.ts';
import type { DataStack } from './stacks/data-stack.ts';

interface Reason {
  readonly at: string;
  readonly rules: readonly string[];
  readonly because: string;
}

const MANAGED = 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy';
const TENANTS_ONLY = /^AwsSolutions-IAM5\[Resource::.*\/tenants\/\*(\/jobs\.json|\/archive\/\*|\/photos\/\*)?\]$/;

const OF_DATA: readonly Reason[] = [
  {
    at: 'Data',
    rules: ['AwsSolutions::AwsSolutions-S1'],
    because:
      'A server access log would hold signed addresses of photos whole. Who writes is the API alone, and its own log has a line for each request.',
  },
  {
    at: 'Data',
    rules: ['CloudFormation-Validate::W9003'],
    because: 'The construct writes the least size of a photo as a number, which CloudFormation takes.',
  },
  {
    at: 'BackupRole',
    rules: [
      `AwsSolutions::AwsSolutions-${MANAGED}/service-role/AWSBackupServiceRolePolicyForBackup]`,
      `AwsSolutions::AwsSolutions-${MANAGED}/AWSBackupServiceRolePolicyForS3Backup]`,
    ],
    because:
      'AWS Backup documents these two as what its role needs, and extends them with the service. Only that service may take the role.',
  },
  {
    at: 'TurnKeysRole',
    rules: ['AwsSolutions::AwsSolutions-IAM5[Resource::*]'],
    because: 'The rotation grants secretsmanager:GetRandomPassword, which knows no resources. It reads and changes nothing.',
  },
];

const OF_APP: readonly Reason[] = [
  {
    at: 'Site',
    rules: ['AwsSolutions::AwsSolutions-S1'],
    because: 'Only the distribution reads it, and the distribution keeps a log whose fields are chosen.',
  },
  {
    at: 'Distribution',
    rules: ['AwsSolutions::AwsSolutions-CFR3'],
    because:
      'The distribution logs by version 2 (constructs/access-log.ts), which the rule does not know: the old way cannot leave out paths.',
  },
  {
    at: 'Distribution',
    rules: ['AwsSolutions::AwsSolutions-CFR4'],
    because: "Without a domain of one's own CloudFront sets the least TLS version itself. With one it is TLSv1.2_2021.",
  },
  {
    at: 'Distribution',
    rules: ['AwsSolutions::AwsSolutions-CFR1'],
    because: 'Customers and crews travel; what must not leave a country is texts, and those have a list of countries.',
  },
  {
    at: 'Distribution',
    rules: ['AwsSolutions::AwsSolutions-CFR2'],
    because: 'The firewall is a setting: it costs by the month, and sign-in and booking have limits of their own in the API.',
  },
  ...['Rewrite', 'NotFound'].map((at) => ({
    at,
    rules: [`AwsSolutions::AwsSolutions-${MANAGED}/service-role/AWSLambdaBasicExecutionRole]`],
    because:
      'Its logs lie in whatever region the viewer was in, in groups that CloudFront makes: that is what this policy grants, and nothing else.',
  })),
  {
    at: 'UndeliveredEvents',
    rules: ['AwsSolutions::AwsSolutions-SQS3'],
    because: 'It is itself where lost events go; what is in it rings an alarm, and the sweep of each minute sends what is due.',
  },
  {
    at: 'TextsRole',
    rules: ['AwsSolutions::AwsSolutions-IAM5[Resource::*]'],
    because:
      'The right to send is asked by the id of a number; the settings name numbers, of which the account may get more without a deployment.',
  },
];

export function acknowledge(data: DataStack, site: AppStack): void {
  for (const [stack, reasons] of [
    [data, OF_DATA],
    [site, OF_APP],
  ] as const)
    for (const { at, rules, because } of reasons) {
      const place = stack.node.tryFindChild(at);
      if (place) accept(place, rules, because);
    }
  for (const role of ['ApiRole', 'TextsRole']) {
    const place = site.node.tryFindChild(role);
    if (place)
      accept(place, [companiesObjects(data, 'tenants/*')], "A company's objects are made while it runs: its folder cannot be named here.");
  }
  const api = site.node.tryFindChild('ApiRole');
  const photos = companiesObjects(data, 'tenants/*/photos/*');
  if (api) accept(api, [photos], 'Whose data are erased on request takes photos along: it may delete those, and nothing else.');
  const archiver = site.node.tryFindChild('ArchiverRole');
  const rules = ARCHIVER_OBJECTS.map((objects) => companiesObjects(data, objects));
  if (archiver) accept(archiver, rules, 'Books and archive objects of companies are made while it runs: it may write these and no others.');
}

const accept = (place: IConstruct, rules: readonly string[], reason: string): void =>
  Validations.of(place).acknowledge(...rules.map((id) => ({ id, reason })));

/** The rule's name holds the name of the bucket's export. */
function companiesObjects(data: DataStack, objects: string): string {
  const arn = data.resolve(data.exportValue(data.bucket.bucketArn)) as { readonly 'Fn::ImportValue': string };
  const id = `AwsSolutions-IAM5[Resource::${arn['Fn::ImportValue']}/${objects}]`;
  if (!TENANTS_ONLY.test(id)) throw new Error(`Not the companies' folders: ${id}`);
  return `AwsSolutions::${id}`;
}
