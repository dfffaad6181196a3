// The plugin as Coop sees it: loaded by require(), checked as Coop checks it, run against a service.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import test from 'node:test';

const loaded = createRequire(import.meta.url)(process.env.PLUGIN);
const plugin = loaded.default ?? loaded;
const { DARNEL_URL: url, DARNEL_KEY: apiKey } = process.env;
const wanted = JSON.parse(readFileSync(process.env.WANTED, 'utf8'));
const [prose] = Object.keys(wanted);

function signalWith(config) {
  const context = { integrationId: plugin.manifest.id, getCredential: async () => config };
  const [{ signalTypeId, signal }] = plugin.createSignals(context);
  assert.equal(signalTypeId, signal.id.type);
  return signal;
}

const judge = (text, config = { url, apiKey }) =>
  signalWith(config).run({ orgId: 'org', value: { type: 'STRING', value: text } });
const judgeItem = (data, config = { url, apiKey }) =>
  signalWith(config).run({ orgId: 'org', value: { itemType: { id: 'article' }, data } });

/** A service that answers as it is told. */
async function answering(answer, use) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  try {
    return await use({ url: `http://127.0.0.1:${server.address().port}` });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const saying = (status, said) => (request, response) => {
  request.resume().on('end', () => response.writeHead(status).end(typeof said === 'string' ? said : JSON.stringify(said)));
};

function isUnavailable(result, says) {
  assert.equal(result.type, 'ERROR');
  assert.ok(result.score instanceof Error);
  assert.equal(result.score.name, 'SignalPermanentError');
  assert.match(result.score.message, says);
  assert.ok(!JSON.stringify([result.score.message, result.score.detail]).includes('gearbox'));
}

test('it is a plugin with a whole model card', () => {
  const { manifest } = plugin;
  for (const name of ['id', 'name', 'version']) assert.equal(typeof manifest[name], 'string');
  assert.equal(manifest.requiresConfig, true);
  assert.match(manifest.id, /^[A-Z_]+$/);
  const needed = ['trainingData', 'policyAndTaxonomy', 'annotationMethodology', 'performanceBenchmarks',
    'biasAndLimitations', 'implementationGuidance', 'relevantLinks'];
  assert.deepEqual(manifest.modelCard.sections.map((one) => one.id), needed);
  for (const { title, fields } of manifest.modelCard.sections) {
    assert.ok(title && fields.length && fields.every((one) => one.label && one.value));
  }
  for (const field of manifest.configurationFields) assert.ok(field.key && field.label && field.inputType);
});

test('it has what a signal must have', () => {
  const signal = signalWith({ url });
  const kinds = { displayName: 'string', description: 'string', getCost: 'function', run: 'function',
    getDisabledInfo: 'function', needsMatchingValues: 'boolean', needsActionPenalties: 'boolean',
    allowedInAutomatedRules: 'boolean', integration: 'string' };
  for (const [name, kind] of Object.entries(kinds)) assert.equal(typeof signal[name], kind, name);
  assert.deepEqual(signal.outputType, { scalarType: 'NUMBER' });
  assert.ok(plugin.manifest.signalTypeIds.includes(signal.id.type));
  const { highPrecisionThreshold, highRecallThreshold } = signal.recommendedThresholds;
  assert.ok(highPrecisionThreshold > highRecallThreshold);
});

test('its score counts up to harm and quotes the strongest finding, as the adapter has it', async () => {
  for (const [text, answer] of Object.entries(wanted)) assert.deepEqual(await judge(text), answer);
});

test('a full item is judged by its fields', async () => {
  assert.deepEqual(await judgeItem({ text: prose, title: 'Ferry is late', url: 7 }), wanted[prose]);
  const config = { url: `${url}/`, apiKey, textField: 'body', titleField: 'headline' };
  assert.deepEqual(await judgeItem({ body: prose }, config), wanted[prose]);
});

test('what is not judged is unavailable, never a score', async () => {
  isUnavailable(await judge('Too short.'), /abstained: too_short/);
  isUnavailable(await judge(''), /no text to judge/);
  isUnavailable(await judgeItem({ other: prose }), /no text to judge/);
  isUnavailable(await judge(undefined), /no text to judge/);
});

test('a key that is wrong is said', async () => {
  isUnavailable(await judge(prose, { url, apiKey: 'wrong' }), /401: A key is needed/);
  isUnavailable(await judge(prose, { url }), /401/);
});

test('without an address it is disabled, and says what to do', async () => {
  for (const config of [undefined, null, {}, { url: '' }, { url: 'no address' }, { url: 'ftp://a' }, { url: 7 }]) {
    const { disabled, disabledMessage } = await signalWith(config).getDisabledInfo('org');
    assert.equal(disabled, true);
    assert.match(disabledMessage, /address/);
    const value = { type: 'STRING', value: prose };
    isUnavailable(await signalWith(config).run({ orgId: 'org', value }), /not set up/);
  }
  assert.deepEqual(await signalWith({ url }).getDisabledInfo('org'), { disabled: false });
});

test('a service that is down, overloaded or broken is thrown, so that it is asked again', async () => {
  await assert.rejects(judge(prose, { url: 'http://127.0.0.1:9' }), /darnel did not answer: TypeError/);
  for (const status of [500, 503, 429, 408]) {
    await assert.rejects(answering(saying(status, {}), (there) => judge(prose, there)), new RegExp(status));
  }
  for (const said of ['<html>', '', '[1', {}, { quality: 'high' }, { quality: 7 }, { quality: null }]) {
    await assert.rejects(answering(saying(200, said), (there) => judge(prose, there)), /darnel/);
  }
});

test('a redirect is not followed: it could lead the key and the text elsewhere', async () => {
  const away = (request, response) => response.writeHead(307, { location: `${url}/v1/score` }).end();
  await assert.rejects(answering(away, (there) => judge(prose, there)), /did not answer/);
});

test('a service that is silent or drips is given up well before Coop does', async (t) => {
  const asked = [];
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  t.mock.method(AbortSignal, 'timeout', (milliseconds) => timeout(asked.push(milliseconds) && 100));
  const silent = () => {};
  const drips = (request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(timer));
  };
  await Promise.all([silent, drips].map((answer) =>
    assert.rejects(answering(answer, (there) => judge(prose, there)), /did not answer: TimeoutError/)));
  assert.ok(asked.length === 2 && asked.every((one) => one <= 4000));
});
