// Owns sending a text through AWS End User Messaging. Its call has no idempotency token, so the SDK may never try it again by itself.
import {
  ConflictException,
  PinpointSMSVoiceV2Client,
  PinpointSMSVoiceV2ServiceException,
  SendTextMessageCommand,
  ValidationException,
  type PinpointSMSVoiceV2ClientConfig,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { OutgoingText, SendAnswer, TextSender } from '../port.ts';

/** A text that could not be handed over by then says nothing true any more. */
const HANDED_OVER_WITHIN_SECONDS = 15 * 60;

export interface SmsSenderOptions {
  readonly region: string;
  /** where what happens to each message is told */
  readonly configurationSet: string | null;
  /** endpoint and credentials, where the environment does not say them */
  readonly client?: PinpointSMSVoiceV2ClientConfig;
}

export function createSmsSender({ region, configurationSet, client: more }: SmsSenderOptions): TextSender {
  const client = new PinpointSMSVoiceV2Client({
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 },
    ...more,
  });
  return {
    async send(text) {
      try {
        const { MessageId } = await client.send(commandFor(text, configurationSet));
        return { kind: 'accepted', messageId: MessageId ?? '' };
      } catch (error) {
        const answer = answerIn(error);
        if (answer) return answer;
        throw error;
      }
    },
  };
}

/** The context comes back in each event; it holds ids only. */
export const commandFor = ({ to, from, body, tenant, id }: OutgoingText, configurationSet: string | null): SendTextMessageCommand =>
  new SendTextMessageCommand({
    DestinationPhoneNumber: to,
    OriginationIdentity: from,
    MessageBody: body,
    MessageType: 'TRANSACTIONAL',
    TimeToLive: HANDED_OVER_WITHIN_SECONDS,
    Context: { tenant, text: id },
    ...(configurationSet !== null && { ConfigurationSetName: configurationSet }),
  });

/** An answer that certainly means "not sent"; null when nobody knows. */
function answerIn(error: unknown): SendAnswer | null {
  if (!(error instanceof PinpointSMSVoiceV2ServiceException) || error.$fault !== 'client') return null;
  if (LATER.has(error.name)) return { kind: 'busy', code: error.name };
  const reason = error instanceof ConflictException || error instanceof ValidationException ? error.Reason : undefined;
  const code = reason ?? error.name;
  return { kind: 'refused', why: WHY[code] ?? 'refused', code };
}

/** Too much at once, or a right or a number that an operator has yet to set up. */
const LATER = new Set(['ThrottlingException', 'ServiceQuotaExceededException', 'AccessDeniedException', 'ResourceNotFoundException']);
const WHY: Readonly<Record<string, 'opted-out' | 'country'>> = {
  DESTINATION_PHONE_NUMBER_OPTED_OUT: 'opted-out',
  DESTINATION_COUNTRY_BLOCKED: 'country',
  DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION: 'country',
};
