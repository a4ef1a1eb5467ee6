// One predictor, invented: the answers behind the page Models.
const HOURS = 36;

const outcomes = (i, more = {}) => {
  const accuracy = 0.68 + 0.03 * Math.sin(i / 5);
  return {
    predicted: 700 - (i % 7) * 40, labelled: i > HOURS - 3 ? 200 : 640, measured: i > HOURS - 3 ? 200 : 640, unlabelled: 3, given_up: 0, coverage: i > HOURS - 3 ? 0.3 : 0.93, label_lag_seconds: 5400 + 60 * (i % 9),
    accuracy, baseline_accuracy: 0.58 + 0.02 * Math.cos(i / 3), kappa_temporal: 0.22, log_loss: 0.595, auc: 0.675, calibration_error: 0.021, rmse: null, baseline_rmse: null, ...more,
  };
};

export const predictors = {
  predictors: [
    {
      name: 'late_arrival', on: 'departing', learner: 'logistic', model_version: 1, labels_learnt: 23_004, due: 0, pending: 1_412,
      counts: { predicted: 25_112, measured: 23_004, early: 0, unlabelled: 96 },
      measures: { accuracy: 0.683, baseline_accuracy: 0.578, kappa_temporal: 0.249, log_loss: 0.595, auc: 0.675, calibration_error: 0.018, label_lag_seconds: 5_460 },
    },
  ],
};

export function monitor(mill) {
  return {
    predictor: predictors.predictors[0], tick: mill.tick, error_drift_tick: null,
    evaluation: { window_seconds: 3600, windows: 64, segments: ['origin'], segments_kept: 50, shift_rows: 1000, shift_above: 0.1 },
    latency: { rows: { count: 25_112, p50_ms: 1.9, p99_ms: 7.4 }, asked: { count: 0, p50_ms: 0, p99_ms: 0 } },
    windows: Array.from({ length: HOURS }, (_, i) => ({ window_start: new Date(Date.UTC(2001, 0, 1, i)).toISOString(), model_version: 1, error_drift_tick: null, ...outcomes(i) })),
    segments: [
      ...['ATL', 'ORD', 'DFW', 'LAX', 'PHX'].map((segment, i) => ({ feature: 'origin', kind: 'value', segment, since_tick: 3, mean_score: 0.3 + i / 40, observed_rate: 0.31 + i / 50, ...outcomes(i * 3) })),
      { feature: 'origin', kind: 'rest', segment: '', since_tick: 90, mean_score: 0.31, observed_rate: 0.33, ...outcomes(9, { accuracy: 0.55 }) },
    ],
    features: [
      { feature: 'origin', type: 'category', seen: 25_112, missing_rate: 0, missing_before: 0, unseen_rate: 0.002, psi: 0.03, ks: null, wasserstein: null, wasserstein_deviations: null, drifting: false, drifting_since_tick: null },
      { feature: 'origin_late_rate', type: 'number', seen: 25_112, missing_rate: 0.04, missing_before: 0.11, unseen_rate: null, psi: 0.31, ks: 0.22, wasserstein: 0.06, wasserstein_deviations: 0.44, drifting: true, drifting_since_tick: 812 },
    ],
    calibration: Array.from({ length: 9 }, (_, bin) => ({ bin, score_from: bin / 10, score_to: (bin + 1) / 10, measured: 4000 - bin * 400, mean_score: bin / 10 + 0.05, observed_rate: Math.min(1, bin / 10 + 0.03 + bin / 90) })),
  };
}

const answer = (mill, names, rows) => ({ tick: mill.tick, columns: names.map((name) => ({ name, type: 'TEXT' })), rows, row_count: rows.length, truncated: false, elapsed_ms: 1 });

/** The page's three questions; null for any other. */
export function modelSql(mill, sql) {
  if (/tidemill\.predictor_windows/.test(sql)) return answer(mill, ['predictor', 'accuracy', 'rmse'], monitor(mill).windows.map((one) => ['late_arrival', one.accuracy, null]));
  if (/tidemill\.predictor_features/.test(sql)) return answer(mill, ['predictor', 'drifting'], [['late_arrival', 1]]);
  if (!/tidemill\.predictions_/.test(sql)) return null;
  const rows = Array.from({ length: 12 }, (_, i) => [mill.tick - i, mill.tick - i, new Date(Date.UTC(2001, 0, 2, 11, 59 - i)).toISOString(), i % 4 === 0, 0.2 + (i % 7) / 10, i < 5 ? 'pending' : 'labelled', i < 5 ? null : i % 3 === 0, 23_004 - i]);
  return answer(mill, ['flight_id', 'due_tick', 'due_at', 'prediction', 'score', 'status', 'label', 'labels_learnt'], rows);
}
