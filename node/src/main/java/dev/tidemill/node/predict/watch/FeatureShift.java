package dev.tidemill.node.predict.watch;

import dev.tidemill.definitions.predictor.PredictorEvaluation;
import dev.tidemill.learning.feature.CategoryHash;
import dev.tidemill.learning.shift.CategoryShift;
import dev.tidemill.learning.shift.CategoryWindow;
import dev.tidemill.learning.shift.FlagWindow;
import dev.tidemill.learning.shift.Sample;
import dev.tidemill.learning.shift.Shift;
import dev.tidemill.learning.shift.ValueWindow;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether one feature's values are still what they were: the first rows are the reference, and the
 * newest as many are compared with it, anew whenever a tenth of them is new.
 *
 * <p>It has drifted when the stability index is above the bound, or when Wasserstein's distance in
 * deviations is and chance is no explanation of the Kolmogorov-Smirnov distance. For one thread.
 */
final class FeatureShift {
    /** Of the newest rows, the part that has to be new. */
    private static final int STEPS = 10;

    /** Below it a Kolmogorov-Smirnov distance is no chance. */
    private static final double CHANCE_MIN = 0.01;

    /** Bits of a category's hash that tell whether it was learnt of. */
    private static final int KNOWN_BITS = 16;

    private static final int KNOWN_WORDS = (1 << KNOWN_BITS) / Long.SIZE;

    private final boolean isCategory;
    private final int rows;
    private final FlagWindow missing;
    private final FlagWindow unseen;
    private final Values reference;
    private final Values recent;
    private final long[] known;
    private long seen;
    private long written;
    private long unjudged;
    private double[] distances = {
        Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN
    };
    private long driftingSince = -1;

    /** Some rows' values, of either kind. */
    private record Values(@Nullable ValueWindow numbers, @Nullable CategoryWindow categories) {
        static Values of(boolean isCategory, int rows) {
            return isCategory
                    ? new Values(null, new CategoryWindow(rows))
                    : new Values(new ValueWindow(rows), null);
        }

        static Values read(boolean isCategory, ModelReader in) {
            return isCategory
                    ? new Values(null, CategoryWindow.read(in))
                    : new Values(ValueWindow.read(in), null);
        }

        void add(double number, long hash) {
            if (numbers != null) {
                numbers.add(number);
            }
            if (categories != null) {
                categories.add(hash);
            }
        }

        int size() {
            return numbers != null ? numbers.size() : categories == null ? 0 : categories.size();
        }

        Sample sample() {
            return numbers == null ? Sample.of(new double[0]) : numbers.sample();
        }

        long[] hashes() {
            return categories == null ? new long[0] : categories.sorted();
        }

        void write(ModelWriter out) {
            if (numbers != null) {
                numbers.write(out);
            }
            if (categories != null) {
                categories.write(out);
            }
        }
    }

    FeatureShift(boolean isCategory, int rows) {
        this(
                isCategory,
                rows,
                new FlagWindow(rows),
                new FlagWindow(rows),
                Values.of(isCategory, rows),
                Values.of(isCategory, rows),
                new long[isCategory ? KNOWN_WORDS : 0]);
    }

    private FeatureShift(
            boolean isCategory,
            int rows,
            FlagWindow missing,
            FlagWindow unseen,
            Values reference,
            Values recent,
            long[] known) {
        this.isCategory = isCategory;
        this.rows = rows;
        this.missing = missing;
        this.unseen = unseen;
        this.reference = reference;
        this.recent = recent;
        this.known = known;
    }

    static FeatureShift read(ModelReader in) {
        boolean isCategory = in.flag();
        int rows = in.integer();
        FlagWindow missing = FlagWindow.read(in);
        FlagWindow unseen = FlagWindow.read(in);
        Values reference = Values.read(isCategory, in);
        Values recent = Values.read(isCategory, in);
        FeatureShift shift =
                new FeatureShift(isCategory, rows, missing, unseen, reference, recent, in.wholes());
        if (shift.known.length != (isCategory ? KNOWN_WORDS : 0)) {
            throw ModelReader.corrupt("%d known categories".formatted(shift.known.length));
        }
        shift.seen = in.whole();
        shift.written = in.whole();
        shift.unjudged = in.whole();
        shift.distances = in.reals(shift.distances.length);
        shift.driftingSince = in.whole();
        return shift;
    }

    void write(ModelWriter out) {
        out.flag(isCategory).number(rows);
        missing.write(out);
        unseen.write(out);
        reference.write(out);
        recent.write(out);
        out.numbers(known).number(seen).number(written).number(unjudged);
        out.numbers(distances).number(driftingSince);
    }

    /**
     * Takes a row that was foretold of.
     *
     * @param value a Double, a String or null
     * @return whether enough is new to be told
     */
    boolean add(@Nullable Object value, PredictorEvaluation evaluation, long tick) {
        seen++;
        double number = value instanceof Double real ? real : Double.NaN;
        long hash = value instanceof String text ? CategoryHash.of(text) : CategoryHash.MISSING;
        missing.add(value == null);
        unseen.add(hash != CategoryHash.MISSING && !isKnown(hash));
        boolean enough = seen - written >= Math.max(1, Math.min(seen, rows) / STEPS);
        if (reference.size() < rows) {
            reference.add(number, hash);
        } else {
            recent.add(number, hash);
            unjudged++;
            if (recent.size() == rows && unjudged >= rows / STEPS) {
                judge(evaluation.shiftAbove(), tick);
                enough = true;
            }
        }
        written = enough ? seen : written;
        return enough;
    }

    /** Takes a row whose label was learnt. */
    void learnt(@Nullable Object value) {
        if (isCategory && value instanceof String text) {
            int bit = bit(CategoryHash.of(text));
            known[bit / Long.SIZE] |= 1L << bit;
        }
    }

    private boolean isKnown(long hash) {
        int bit = bit(hash);
        return isCategory && (known[bit / Long.SIZE] & (1L << bit)) != 0;
    }

    private static int bit(long hash) {
        return (int) (hash >>> (Long.SIZE - KNOWN_BITS));
    }

    private void judge(double above, long tick) {
        unjudged = 0;
        boolean drifts;
        if (isCategory) {
            double index = CategoryShift.stabilityIndex(reference.hashes(), recent.hashes());
            distances[0] = index;
            distances[5] = share(reference.hashes());
            drifts = index > above;
        } else {
            Shift shift = Shift.between(reference.sample(), recent.sample());
            distances =
                    new double[] {
                        shift.stabilityIndex(),
                        shift.kolmogorovSmirnov(),
                        shift.chance(),
                        shift.wasserstein(),
                        shift.wassersteinDeviations(),
                        shift.missingBefore()
                    };
            drifts =
                    shift.stabilityIndex() > above
                            || (shift.wassersteinDeviations() > above
                                    && shift.chance() < CHANCE_MIN);
        }
        if (!drifts) {
            driftingSince = -1;
        } else if (driftingSince < 0) {
            driftingSince = tick;
        }
    }

    /** The part that is missing. */
    private static double share(long[] hashes) {
        int missing = 0;
        for (long hash : hashes) {
            missing += hash == CategoryHash.MISSING ? 1 : 0;
        }
        return (double) missing / hashes.length;
    }

    /** As the table has it. */
    void addTo(List<@Nullable Object> row) {
        row.add(isCategory ? "category" : "number");
        row.add(seen);
        row.add(Outcomes.known(missing.share()));
        row.add(Outcomes.known(distances[5]));
        row.add(isCategory ? Outcomes.known(unseen.share()) : null);
        for (int i = 0; i < 5; i++) {
            row.add(Outcomes.known(distances[i]));
        }
        row.add(driftingSince >= 0);
        row.add(driftingSince < 0 ? null : (Long) driftingSince);
    }
}
