package dev.tidemill.node.predict;

import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What of a predictor waits for something, each oldest first. Its predictor alone changes it, and
 * keeps to the bounds.
 */
final class Waiting {
    /** Rows that entered and were not foretold of in a tick yet. */
    final Map<RowKey, Due> due = new LinkedHashMap<>();

    /** Predictions without a label. */
    final Map<RowKey, Pending> pending = new LinkedHashMap<>();

    /** Labels without a prediction. */
    final Map<RowKey, EarlyLabel> early = new LinkedHashMap<>();

    /** Predictions that wait no more and are in the table, with whether they have a label. */
    final Map<RowKey, Boolean> kept = new LinkedHashMap<>();

    /** What became of predictions, for the next tick to write. */
    final List<Settled> settled = new ArrayList<>();

    /** Predictions that the next tick takes out of the table. */
    final List<RowKey> leaving = new ArrayList<>();

    /** A row that entered. */
    record Due(long tick, long micros, RowFeatures features) {
        private void write(ModelWriter out) {
            out.number(tick).number(micros).block(features.encode());
        }

        private static Due read(List<PredictorFeature> features, ModelReader in) {
            return new Due(in.whole(), in.whole(), RowFeatures.decode(features, in.block()));
        }
    }

    /**
     * What was foretold of a row.
     *
     * @param readTick the tick behind which the models were asked
     * @param versions of these models, shared and not to be changed
     * @param answeredBy the position of the one whose answer counts
     * @param labelsLearnt by that one
     * @param scores of each, one after the other
     */
    record Pending(
            Due due,
            long readTick,
            int[] versions,
            int answeredBy,
            long labelsLearnt,
            double[] scores) {
        int modelVersion() {
            return versions[answeredBy];
        }

        /** What counts as foretold. */
        double[] answer() {
            return scoresAt(answeredBy);
        }

        /** What a model foretold; null when it was not asked. */
        double @Nullable [] scores(int version) {
            for (int i = 0; i < versions.length; i++) {
                if (versions[i] == version) {
                    return scoresAt(i);
                }
            }
            return null;
        }

        private double[] scoresAt(int model) {
            int width = scores.length / versions.length;
            return Arrays.copyOfRange(scores, model * width, (model + 1) * width);
        }

        private void write(ModelWriter out) {
            due.write(out);
            out.number(readTick).numbers(versions).number(answeredBy);
            out.number(labelsLearnt).numbers(scores);
        }

        private static Pending read(List<PredictorFeature> features, ModelReader in) {
            Due due = Due.read(features, in);
            return new Pending(
                    due, in.whole(), in.integers(), in.integer(), in.whole(), in.reals());
        }
    }

    /** A label that came before its prediction. */
    record EarlyLabel(double value, long tick, long micros) {
        private void write(ModelWriter out) {
            out.number(value).number(tick).number(micros);
        }

        private static EarlyLabel read(ModelReader in) {
            return new EarlyLabel(in.real(), in.whole(), in.whole());
        }
    }

    /**
     * What became of a prediction.
     *
     * @param label NaN when none came
     */
    record Settled(RowKey key, PredictionTable.Status status, double label, long tick) {
        private void write(ModelWriter out) {
            key.write(out);
            out.text(status.word()).number(label).number(tick);
        }

        private static Settled read(int keySize, ModelReader in) {
            return new Settled(
                    RowKey.read(keySize, in),
                    PredictionTable.Status.of(in.text()),
                    in.real(),
                    in.whole());
        }
    }

    /** The keys that have one of these values, or whose row is due and has features that do. */
    Set<RowKey> keysWith(Set<String> values) {
        Set<RowKey> keys = new LinkedHashSet<>();
        due.forEach(
                (key, row) -> {
                    if (row.features().hasAny(values)) {
                        keys.add(key);
                    }
                });
        for (Map<RowKey, ?> waiting : List.of(due, pending, early, kept)) {
            waiting.keySet().stream()
                    .filter(key -> key.values().stream().anyMatch(values::contains))
                    .forEach(keys::add);
        }
        return keys;
    }

    /**
     * Forgets of a row that there was, and has its prediction leave the table.
     *
     * @return whether there is one
     */
    boolean forget(RowKey key) {
        boolean foretold = pending.containsKey(key) || kept.containsKey(key);
        pending.remove(key);
        kept.remove(key);
        due.remove(key);
        early.remove(key);
        settled.removeIf(each -> each.key().equals(key));
        if (foretold) {
            leaving.add(key);
        }
        return foretold;
    }

    void write(ModelWriter out) {
        write(due, out, each -> each.write(out));
        write(pending, out, each -> each.write(out));
        write(early, out, each -> each.write(out));
        write(kept, out, out::flag);
        out.number(settled.size());
        settled.forEach(each -> each.write(out));
        out.number(leaving.size());
        leaving.forEach(key -> key.write(out));
    }

    private static <T> void write(Map<RowKey, T> values, ModelWriter out, Consumer<T> value) {
        out.number(values.size());
        values.forEach(
                (key, each) -> {
                    key.write(out);
                    value.accept(each);
                });
    }

    static Waiting read(int keySize, List<PredictorFeature> features, ModelReader in) {
        Waiting waiting = new Waiting();
        for (int i = in.integer(); i > 0; i--) {
            waiting.due.put(RowKey.read(keySize, in), Due.read(features, in));
        }
        for (int i = in.integer(); i > 0; i--) {
            waiting.pending.put(RowKey.read(keySize, in), Pending.read(features, in));
        }
        for (int i = in.integer(); i > 0; i--) {
            waiting.early.put(RowKey.read(keySize, in), EarlyLabel.read(in));
        }
        for (int i = in.integer(); i > 0; i--) {
            waiting.kept.put(RowKey.read(keySize, in), in.flag());
        }
        for (int i = in.integer(); i > 0; i--) {
            waiting.settled.add(Settled.read(keySize, in));
        }
        for (int i = in.integer(); i > 0; i--) {
            waiting.leaving.add(RowKey.read(keySize, in));
        }
        return waiting;
    }
}
