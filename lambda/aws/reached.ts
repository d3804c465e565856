// Owns telling a service that cannot be reached from one that answered no: the SDK throws for both.
import { StoreUnreachable } from '../store-errors.ts';

/** What an error of the SDK may carry; errors of the network have none of it. */
interface SdkError {
  readonly $fault?: 'client' | 'server';
  readonly $retryable?: { readonly throttling?: boolean };
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * The answer to a request. A refusal that the caller can act on (a failed condition, nothing there) is thrown as it came.
 * @throws StoreUnreachable when there was no answer, or one of "not now" or "not you"
 */
export async function reached<Answer>(service: string, request: Promise<Answer>): Promise<Answer> {
  try {
    return await request;
  } catch (error) {
    const { $fault, $retryable, $metadata } = error as SdkError;
    const status = $metadata?.httpStatusCode ?? 0;
    const answered = $fault === 'client' && !$retryable?.throttling && status !== 403 && status !== 429;
    throw answered ? error : new StoreUnreachable(service, status, error);
  }
}
