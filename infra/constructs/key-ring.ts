// Owns the keys that sign sessions and tracking links: a secret that a function of ours turns on a schedule, so that two live keys overlap.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { apiCode } from './bundles.ts';
import { functionRole } from './function-role.ts';

const TURN_DAYS = 90;

/** The first turn happens at once and makes the first keys: what the secret is made with is none. */
export function createKeyRing(scope: Construct, prefix: string, logGroup: LogGroup): Secret {
  const secret = new Secret(scope, 'KeyRing', {
    description: `${prefix}: keys that sign sessions and tracking links; the first of each list signs, all of them verify`,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const turn = new LambdaFunction(scope, 'TurnKeys', {
    role: functionRole(scope, 'TurnKeys', logGroup),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: apiCode(),
    handler: 'turn-keys.handler',
    memorySize: 256,
    timeout: Duration.seconds(30),
    logGroup,
  });
  secret.addRotationSchedule('Turn', {
    rotationLambda: turn,
    automaticallyAfter: Duration.days(TURN_DAYS),
    rotateImmediatelyOnUpdate: true,
  });
  return secret;
}
