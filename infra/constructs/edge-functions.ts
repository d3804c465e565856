// Owns the two functions at the edge: the rewrite of addresses, and the page for what is not there. Numbered versions, no environment.
import { Duration } from 'aws-cdk-lib';
import { LambdaEdgeEventType, type EdgeLambda } from 'aws-cdk-lib/aws-cloudfront';
import { Function as LambdaFunction, Runtime, type IVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { edgeCode } from './bundles.ts';

/** CloudFront copies them to its own regions; their logs lie where the viewer was, in groups that it makes itself. */
export function createEdgeFunctions(scope: Construct): EdgeLambda[] {
  // The library's classes say `| undefined` where its interfaces say nothing: the same to everybody but our strict compiler.
  const made = (id: string, handler: string, description: string) =>
    new LambdaFunction(scope, id, {
      description,
      runtime: Runtime.NODEJS_24_X,
      code: edgeCode(),
      handler,
      memorySize: 128,
      timeout: Duration.seconds(3),
    }).currentVersion as IVersion;
  return [
    {
      eventType: LambdaEdgeEventType.VIEWER_REQUEST,
      functionVersion: made('Rewrite', 'handler.handler', 'Which page answers which address'),
    },
    {
      eventType: LambdaEdgeEventType.ORIGIN_RESPONSE,
      functionVersion: made('NotFound', 'not-found.handler', 'The page for what is not there'),
    },
  ];
}
