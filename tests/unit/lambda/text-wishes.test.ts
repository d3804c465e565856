// Promises of what customers answer to a text: who asks for no more is heard in their own words, and who writes about the pickup goes on being told.
import { expect, test } from 'vitest';
import { wishIn } from '#lambda/text/opt-out';

const STOP = [
  ...[
    'STOP',
    'stop!',
    'stop…',
    '"STOP"',
    '“Stop.”',
    "'stop'",
    'STOP STOP',
    'Stop 🛑',
    'STOPALL',
    'stop all',
    ' Unsubscribe',
    'opt out',
    'Opt-out',
  ],
  ...['stop please', 'Please stop', 'Stop, thanks', 'stop it', 'Stop texting me', 'Please stop texting me', 'unsubscribe me please'],
  ...['No more texts', 'no more messages, please', "Don't text me", 'Don’t text me anymore', 'remove me'],
  ...['Could you please stop sending me these messages', 'I never asked for this, please unsubscribe me from the list'],
  ...['cancel', 'END', 'Quit.', 'remove', 'revoke'],
  ...[
    'alto',
    'Alto, por favor',
    'Parar.',
    'BAJA',
    'baja gracias',
    'detener',
    '¡Detener!',
    'No más mensajes',
    'Quiero darme de baja',
    'Dejen de mandarme textos',
  ],
];
const START = ['START', 'start!', 'Start please', 'unstop', 'Comenzar, gracias'];
const NEITHER = [
  ...[
    '',
    '👍',
    'thanks',
    'please',
    'stopping by?',
    'stop by the back door',
    'Stop at gate 4',
    'please do not stop at the gate',
    "don't stop",
  ],
  ...['Am I next stop?', 'which stop?', 'at the bus stop', 'two more stops?', 'please do not stop texting me', 'Is this the 3rd stop'],
  ...['cancel please', 'please cancel my pickup', 'at the end', 'the back end', 'remove the sofa', 'can you start at 9?'],
  ...['We would like the truck to stop right before the second driveway'],
  ...['planta baja', 'Es planta baja, gracias', 'piso alto', 'pueden parar enfrente', 'no mas que un sofá'],
];
test.each(STOP)('%s: no more texts', (reply) => expect(wishIn(reply)).toBe('stop'));
test.each(START)('%s: texts again', (reply) => expect(wishIn(reply)).toBe('start'));
test.each(NEITHER)('%s: nothing of the kind', (reply) => expect(wishIn(reply)).toBeNull());
