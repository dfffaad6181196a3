/**
 * The model card that Coop shows beside the signal: the facts of `darnel model`, in its seven sections.
 * A test of darnel holds every figure against the card of the model that is shipped.
 */
'use strict';

const section = (id, title, fields) => ({
  id, title, fields: Object.entries(fields).map(([label, value]) => ({ label, value })),
});

module.exports = {
  modelName: 'darnel',
  version: '0.2.0',
  sections: [
    section('trainingData', 'Training data', {
      'Farm pages': 'Simulated: 16 recipes, from clean articles of publishers of the same split. No labelled farm pages were to be had.',
      'Honest pages': 'US politics and entertainment news, 2012-2020, and blocks of web pages (WCXB). Their texts are not distributed.',
      'Split': 'By publisher: 55 % for vectors and detectors, 15 % for the page model, 30 % for the figures here.',
    }),
    section('policyAndTaxonomy', 'Policy and taxonomy', {
      'What it judges': 'Construction: stitched from several stories, padded with template text, headed and repeated by machine. Never truth, topic or opinion; it looks at no name of a site.',
      'Score': 'P(content farm) = 1 - quality, in [0, 1]; 1 is surely a farm. Calibrated at an assumed share of farm pages of 10%.',
    }),
    section('annotationMethodology', 'Annotation methodology', {
      'Labels': 'By construction of the simulated pages; no people labelled them. Decisions of your reviewers can be sent home to recalibrate.',
    }),
    section('performanceBenchmarks', 'Performance', {
      'Simulated farm pages against untouched news': 'AUROC 0.988; recall 0.87 at 1 % false positives.',
      'Against all honest pages': 'AUROC 0.977.',
      'A farm recipe that was never seen': 'AUROC 0.98; recall 0.83 at 1 % false positives.',
      'Calibration': 'Expected calibration error 0.006.',
    }),
    section('biasAndLimitations', 'Bias and limitations', {
      'Languages': 'English only. Other languages, texts under 60 words, pages without prose and walls are not judged: the signal is then unavailable, never 0.',
      'False alarms': 'Most often, of honest pages: legal and newsletter lines kept as text, small papers with a policy; pages that are no articles. Of 372 honest articles by genre, 0.0% are not clear and 0.0% block.',
      'Not measured': 'Real farm pages: there were none with labels.',
    }),
    section('implementationGuidance', 'Implementation', {
      'Service': 'Run `darnel serve` where Coop can reach it; give its address and a key with the scope `score` in the integration\'s settings.',
      'Thresholds': 'Above 0.9940 the band is block, above 0.8411 it is review: enqueue for review there; a score is no reason to act alone.',
      'Evidence': 'The strongest quote comes as the matched value. Reviewers see an item\'s fields, not signals: submit darnel\'s reason with the item.',
    }),
    section('relevantLinks', 'Links', {
      'Card': 'darnel model, or GET /v1/model of the service',
      'Description': 'GET /openapi.json of the service',
    }),
  ],
};
