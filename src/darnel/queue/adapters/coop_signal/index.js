/**
 * ROOST Coop's plugin for darnel: the signal DARNEL_CONTENT_FARM, asked of POST /v1/score.
 *
 * Put this folder beside Coop's server and name it in integrations.config.json:
 *
 *     cp -r "$(python -c 'from importlib.resources import files as f; print(f("darnel") / "queue/adapters/coop_signal")')" darnel-coop-signal
 *     {"integrations": [{"package": "../darnel-coop-signal"}]}
 *
 * Then give the service's address under Integrations. A rule "DARNEL_CONTENT_FARM above 0.8411" on the
 * field with the text, or on the full item, enqueues what darnel would have reviewed.
 *
 * The score counts up to harm: 1 - quality. An article that darnel does not judge (too short, not
 * English, no prose) is an error of Coop's permanent kind, which no rule takes for a score; a service
 * that is down, slow or overloaded is thrown, so that Coop may try again. No article text is in either.
 *
 * Contract: roostorg/coop 1c1f54d, types/integration.ts, PluginSignalAdapter.ts. CommonJS, for Coop loads
 * plugins with require().
 */
'use strict';

const modelCard = require('./card.js');

const SIGNAL = 'DARNEL_CONTENT_FARM';
const NUMBER = { scalarType: 'NUMBER' };
/** Milliseconds; Coop gives up after 5 s. */
const PATIENCE = 3000;

const manifest = {
  id: 'DARNEL', name: 'darnel', version: '0.2.0', modelCard, signalTypeIds: [SIGNAL], requiresConfig: true,
  description: 'How likely an article was assembled rather than written.',
  configurationFields: [
    { key: 'url', label: 'Address of darnel serve', required: true, inputType: 'text', placeholder: 'http://darnel:8000' },
    { key: 'apiKey', label: 'Key with the scope score', required: false, inputType: 'password' },
    { key: 'textField', label: 'Field with the text, on full items', required: false, inputType: 'text', placeholder: 'text' },
    { key: 'titleField', label: 'Field with the title, on full items', required: false, inputType: 'text', placeholder: 'title' },
  ],
};

const words = (value) => (typeof value === 'string' ? value : '');

/** The address to ask; null if there is none, or it is no web address. */
function address(config) {
  try {
    const url = new URL('v1/score', `${words(config?.url).trim().replace(/\/+$/, '')}/`);
    return ['http:', 'https:'].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** What Coop gives to judge, one text or a whole item, as an article. */
function articleOf(value, config) {
  if (value?.data && typeof value.data === 'object') {
    const { data } = value;
    return { text: words(data[config.textField || 'text']), title: words(data[config.titleField || 'title']) };
  }
  return { text: words(value?.value), title: '' };
}

/** Coop's result for what can't be judged, however often it asks. */
function unavailable(title, detail) {
  const type = ['/errors/permanent-signal-error'];
  const error = Object.assign(new Error(`${title} ${detail}`), { name: 'SignalPermanentError', status: 500, type, title, detail });
  return { type: 'ERROR', outputType: NUMBER, score: error };
}

async function ask(url, apiKey, article) {
  const headers = { 'Content-Type': 'application/json', ...(apiKey ? { Authorization: `Bearer ${apiKey}` } : {}) };
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(article), signal, redirect: 'error' });
    return [answer.status, await answer.json()];
  } catch (error) {
    throw new Error(`darnel did not answer: ${error.name}`); // its message may hold the address
  }
}

async function score(config, value) {
  const url = address(config);
  if (!url) return unavailable('darnel is not set up.', 'Give the address of darnel serve, http:// or https://.');
  const article = articleOf(value, config);
  if (!article.text && !article.title) return unavailable('There is no text to judge.', 'Name the field with the text in the settings.');
  const [status, said] = await ask(url, config.apiKey, article);
  if (status >= 500 || status === 429 || status === 408) throw new Error(`darnel answered ${status}`);
  if (status !== 200) return unavailable('darnel refused the request.', `It answered ${status}: ${words(said?.title)}.`);
  if (said.abstained) return unavailable('The article was not judged.', `darnel abstained: ${said.abstained}.`);
  if (typeof said.quality !== 'number' || !(said.quality >= 0 && said.quality <= 1)) throw new Error('darnel answered without a quality');
  const strongest = (said.findings ?? []).reduce((best, one) => (best && best.score >= one.score ? best : one), null);
  const harm = Math.round((1 - said.quality) * 1e6) / 1e6;
  return { outputType: NUMBER, score: harm, ...(strongest ? { matchedValue: strongest.quote } : {}) };
}

function createSignals(context) {
  const configOf = async (orgId) => (await context.getCredential(orgId)) ?? {};
  const signal = {
    id: { type: SIGNAL }, displayName: 'Content farm (darnel)', description: manifest.description, docsUrl: null,
    recommendedThresholds: { highPrecisionThreshold: 0.9940, highRecallThreshold: 0.8411 },
    supportedLanguages: ['ENGLISH'], pricingStructure: { type: 'FREE' },
    eligibleInputs: ['STRING', 'FULL_ITEM'], outputType: NUMBER, getCost: () => 20,
    needsMatchingValues: false, eligibleSubcategories: [], needsActionPenalties: false,
    integration: context.integrationId, allowedInAutomatedRules: true,
    run: async (input) => score(await configOf(input.orgId), input.value),
    getDisabledInfo: async (orgId) => (address(await configOf(orgId))
      ? { disabled: false }
      : { disabled: true, disabledMessage: 'Give the address of darnel serve in the settings of the integration darnel.' }),
  };
  return [{ signalTypeId: SIGNAL, signal }];
}

module.exports = { manifest, createSignals };
