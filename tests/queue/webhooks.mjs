// Standard Webhooks read a second time, from the words of its specification, with Node's crypto alone.
// On stdin: [{do: "verify" | "sign" | "npm", secret, headers, body (base64), now}, …]; on stdout an answer each.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

function sign(secret, id, timestamp, body) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

function verify({ secret, headers, now }, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!id || !signatures || !/^\d+$/.test(timestamp) || Math.abs(now - Number(timestamp)) > 300) return false;
  const wanted = Buffer.from(sign(secret, id, timestamp, body));
  return signatures.split(' ').map((one) => Buffer.from(one))
    .some((one) => one.length === wanted.length && timingSafeEqual(one, wanted));
}

function byNpm({ secret, headers }, body) {
  const { Webhook } = createRequire(`${process.cwd()}/`)('standardwebhooks');
  try {
    new Webhook(secret).verify(body.toString(), headers);
    return true;
  } catch (error) {
    if (error.constructor.name !== 'WebhookVerificationError') throw error;
    return false;
  }
}

const answers = JSON.parse(readFileSync(0, 'utf8')).map((message) => {
  const body = Buffer.from(message.body, 'base64');
  if (message.do === 'sign') return sign(message.secret, message.headers['webhook-id'], message.headers['webhook-timestamp'], body);
  return message.do === 'npm' ? byNpm(message, body) : verify(message, body);
});
process.stdout.write(JSON.stringify(answers));
