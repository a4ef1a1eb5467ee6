package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One model of a predictor, and how it compares with the champion.
 *
 * @param alias {@code champion}, {@code former} or a challenger's name; null for a model that is
 *     used no more
 * @param learner the kind of it
 * @param origin {@code definition}, {@code import} or {@code retrain}
 * @param sharePercent of the keys that it answers in the champion's place
 * @param beganTick the tick in which it came
 * @param measured predictions of it whose label came, since it began
 * @param measures those that are known, by the names of {@code tidemill.predictor_metrics}
 * @param windowLabels the newest of them that are compared with the champion's
 * @param aheadBy the champion's mean loss less its own over these; null without any, and for the
 *     champion
 * @param aheadLow the lower end of that mean's 95% interval; null with fewer than two
 * @param aheadHigh its upper end
 * @param benched whether it was the champion and was rolled back, so that no rule promotes it
 * @param endedTick the tick from which on it is used no more; null while it is
 * @param why that is so; null while it is used
 */
public record ModelVersion(
        int version,
        String name,
        @Nullable String alias,
        String learner,
        String origin,
        double sharePercent,
        long beganTick,
        long labelsLearnt,
        long measured,
        Map<String, Double> measures,
        long windowLabels,
        @Nullable Double aheadBy,
        @Nullable Double aheadLow,
        @Nullable Double aheadHigh,
        boolean benched,
        @Nullable Long endedTick,
        @Nullable String why) {
    public ModelVersion {
        requireNonNull(name, "name");
        requireNonNull(learner, "learner");
        requireNonNull(origin, "origin");
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    }

    /** The same, used no more. */
    ModelVersion ended(long tick, String because) {
        return new ModelVersion(
                version,
                name,
                null,
                learner,
                origin,
                0,
                beganTick,
                labelsLearnt,
                measured,
                measures,
                windowLabels,
                aheadBy,
                aheadLow,
                aheadHigh,
                benched,
                tick,
                because);
    }

    void write(ModelWriter out) {
        out.number(version).text(name).flag(alias != null).text(alias == null ? "" : alias);
        out.text(learner).text(origin).number(sharePercent).number(beganTick);
        out.number(labelsLearnt).number(measured).number(measures.size());
        measures.forEach((measure, value) -> out.text(measure).number(value.doubleValue()));
        out.number(windowLabels);
        write(aheadBy, out);
        write(aheadLow, out);
        write(aheadHigh, out);
        out.flag(benched).flag(endedTick != null).number(endedTick == null ? 0L : endedTick);
        out.flag(why != null).text(why == null ? "" : why);
    }

    private static void write(@Nullable Double value, ModelWriter out) {
        out.number(value == null ? Double.NaN : value);
    }

    static ModelVersion read(ModelReader in) {
        int version = in.integer();
        String name = in.text();
        String alias = optional(in);
        String learner = in.text();
        String origin = in.text();
        double share = in.real();
        long beganTick = in.whole();
        long labelsLearnt = in.whole();
        long measured = in.whole();
        Map<String, Double> measures = new LinkedHashMap<>();
        for (int i = in.integer(); i > 0; i--) {
            measures.put(in.text(), in.real());
        }
        long windowLabels = in.whole();
        Double aheadBy = known(in.real());
        Double aheadLow = known(in.real());
        Double aheadHigh = known(in.real());
        boolean benched = in.flag();
        boolean isEnded = in.flag();
        long endedTick = in.whole();
        return new ModelVersion(
                version,
                name,
                alias,
                learner,
                origin,
                share,
                beganTick,
                labelsLearnt,
                measured,
                measures,
                windowLabels,
                aheadBy,
                aheadLow,
                aheadHigh,
                benched,
                isEnded ? (Long) endedTick : null,
                optional(in));
    }

    private static @Nullable String optional(ModelReader in) {
        boolean isThere = in.flag();
        String text = in.text();
        return isThere ? text : null;
    }

    /** Null for what is not a number. */
    static @Nullable Double known(double value) {
        return Double.isNaN(value) ? null : (Double) value;
    }
}
