// What /v1/predictors, /v1/predictors/{name}/monitor and /v1/predictors/{name}/models answer.

export interface PredictorStatus {
  readonly name: string;
  readonly on: string;
  readonly learner: string;
  readonly model_version: number;
  readonly labels_learnt: number;
  readonly due: number;
  readonly pending: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly measures: Readonly<Record<string, number>>;
}

export interface Outcomes {
  readonly predicted: number;
  readonly labelled: number;
  readonly measured: number;
  readonly unlabelled: number;
  readonly given_up: number;
  readonly coverage: number | null;
  readonly label_lag_seconds: number | null;
  readonly accuracy: number | null;
  readonly baseline_accuracy: number | null;
  readonly kappa_temporal: number | null;
  readonly log_loss: number | null;
  readonly auc: number | null;
  readonly calibration_error: number | null;
  readonly rmse: number | null;
  readonly baseline_rmse: number | null;
}

export interface WindowRow extends Outcomes {
  readonly window_start: string;
  readonly model_version: number;
  readonly error_drift_tick: number | null;
}

export interface SegmentRow extends Outcomes {
  readonly feature: string;
  readonly kind: 'value' | 'missing' | 'rest';
  readonly segment: string;
  readonly mean_score: number | null;
  readonly observed_rate: number | null;
}

export interface FeatureRow {
  readonly feature: string;
  readonly type: 'number' | 'category';
  readonly seen: number;
  readonly missing_rate: number | null;
  readonly missing_before: number | null;
  readonly unseen_rate: number | null;
  readonly psi: number | null;
  readonly ks: number | null;
  readonly wasserstein: number | null;
  readonly wasserstein_deviations: number | null;
  readonly drifting: boolean;
  readonly drifting_since_tick: number | null;
}

export interface CalibrationRow {
  readonly bin: number;
  readonly score_from: number;
  readonly score_to: number;
  readonly measured: number;
  readonly mean_score: number | null;
  readonly observed_rate: number | null;
}

export interface ServingTimes {
  readonly count: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
}

export interface Monitor {
  readonly predictor: PredictorStatus;
  readonly tick: number;
  readonly evaluation: {
    readonly window_seconds: number;
    readonly windows: number;
    readonly segments: readonly string[];
    readonly segments_kept: number;
    readonly shift_rows: number;
    readonly shift_above: number;
  };
  readonly error_drift_tick: number | null;
  readonly latency: { readonly rows: ServingTimes; readonly asked: ServingTimes };
  readonly windows: readonly WindowRow[];
  readonly segments: readonly SegmentRow[];
  readonly features: readonly FeatureRow[];
  readonly calibration: readonly CalibrationRow[];
}

export interface ModelVersion {
  readonly version: number;
  readonly name: string;
  readonly alias?: string | null;
  readonly learner: string;
  readonly origin: 'definition' | 'import' | 'retrain';
  readonly share_percent: number;
  readonly began_tick: number;
  readonly labels_learnt: number;
  readonly measured: number;
  readonly measures: Readonly<Record<string, number>>;
  readonly window_labels: number;
  readonly ahead_by?: number | null;
  readonly ahead_low?: number | null;
  readonly ahead_high?: number | null;
  readonly benched: boolean;
}
