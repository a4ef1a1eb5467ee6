package dev.tidemill.node.predict.watch;

import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.node.record.PredictorRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What came of the predictions by the values of some categories. Of each category the values with
 * most rows are kept, by the Space-Saving rule (Metwally, Agrawal and El Abbadi 2005): a new value
 * takes the place of the one with the fewest, and its rank; what that one counted goes to the rest.
 * So each value with more than one in {@code segmentsMax} of all rows is kept. For one thread.
 */
final class Segments {
    private final WatchedRows<Segment, Counted> rows =
            new WatchedRows<>(WatchTables.SEGMENTS, new Form());

    /** Where the features whose values are told apart stand. */
    private final Map<String, Integer> positions = new LinkedHashMap<>();

    private int segmentsMax;
    private int classes;

    /** One segment. */
    private static final class Counted {
        private final Outcomes outcomes;
        private final long sinceTick;

        /** Its rows, and at most those that the ones before it in its place had. */
        private long rank;

        Counted(Outcomes outcomes, long sinceTick, long rank) {
            this.outcomes = outcomes;
            this.sinceTick = sinceTick;
            this.rank = rank;
        }
    }

    Segments(PredictorRule rule) {
        use(rule, true);
    }

    /**
     * Goes on by another rule.
     *
     * @param goesOn whether the model does
     */
    void use(PredictorRule rule, boolean goesOn) {
        List<String> wanted = rule.evaluation().segments();
        boolean same =
                goesOn
                        && List.copyOf(positions.keySet()).equals(wanted)
                        && segmentsMax == rule.evaluation().segmentsMax();
        if (!same) {
            rows.clear();
        }
        positions.clear();
        List<String> names = rule.features().stream().map(PredictorFeature::name).toList();
        wanted.forEach(name -> positions.put(name, names.indexOf(name)));
        segmentsMax = rule.evaluation().segmentsMax();
        classes = rule.classCount();
    }

    /** Counts a row that was foretold of, in each of its segments. */
    void predicted(Decided row, long tick) {
        positions.forEach(
                (feature, position) -> {
                    Segment segment = segment(feature, row.features().get(position));
                    Counted counted = rows.values().get(segment);
                    if (counted == null) {
                        long rank = segment.kind() == Segment.Kind.VALUE ? room(feature, tick) : 0;
                        counted = new Counted(new Outcomes(classes), tick, rank);
                    }
                    counted.rank++;
                    counted.outcomes.predicted();
                    rows.put(segment, counted);
                });
    }

    /** Counts what came of a row, in each of its segments that is kept, or else in the rest. */
    void settled(Decided row, long tick, Consumer<Outcomes> what) {
        positions.forEach(
                (feature, position) -> {
                    Segment segment = segment(feature, row.features().get(position));
                    Counted counted = rows.values().get(segment);
                    if (counted == null) {
                        segment = rest(feature);
                        counted = restOf(feature, tick);
                    }
                    what.accept(counted.outcomes);
                    rows.put(segment, counted);
                });
    }

    private static Segment segment(String feature, @Nullable Object value) {
        return value == null
                ? new Segment(feature, Segment.Kind.MISSING, "")
                : new Segment(feature, Segment.Kind.VALUE, value.toString());
    }

    private static Segment rest(String feature) {
        return new Segment(feature, Segment.Kind.REST, "");
    }

    private Counted restOf(String feature, long tick) {
        Counted rest = rows.values().get(rest(feature));
        return rest == null ? new Counted(new Outcomes(classes), tick, 0) : rest;
    }

    /** Makes room for one more value, and gives the rank that is left to it. */
    private long room(String feature, long tick) {
        int kept = 0;
        Segment fewest = null;
        Counted least = null;
        for (Map.Entry<Segment, Counted> each : rows.values().entrySet()) {
            Segment segment = each.getKey();
            if (segment.kind() != Segment.Kind.VALUE || !segment.feature().equals(feature)) {
                continue;
            }
            kept++;
            if (least == null || each.getValue().rank < least.rank) {
                fewest = segment;
                least = each.getValue();
            }
        }
        if (kept < segmentsMax || fewest == null || least == null) {
            return 0;
        }
        moveToRest(fewest, least, tick);
        return least.rank;
    }

    private void moveToRest(Segment segment, Counted counted, long tick) {
        Counted rest = restOf(segment.feature(), tick);
        rest.outcomes.merge(counted.outcomes);
        rows.put(rest(segment.feature()), rest);
        rows.remove(segment);
    }

    /**
     * Names none of these values any more; what they counted goes to the rest.
     *
     * @return whether one was named
     */
    boolean forget(Set<String> values, long tick) {
        List<Segment> found = new ArrayList<>();
        for (Segment segment : rows.values().keySet()) {
            if (segment.kind() == Segment.Kind.VALUE && values.contains(segment.value())) {
                found.add(segment);
            }
        }
        for (Segment segment : found) {
            Counted counted = rows.values().get(segment);
            if (counted != null) {
                moveToRest(segment, counted, tick);
            }
        }
        return !found.isEmpty();
    }

    WatchedRows<Segment, ?> rows() {
        return rows;
    }

    void write(ModelWriter out) {
        rows.write(out);
    }

    void read(ModelReader in) {
        rows.read(in);
    }

    private static final class Form implements WatchedRows.Form<Segment, Counted> {
        @Override
        public void addKey(Segment segment, List<@Nullable Object> row) {
            row.add(segment.feature());
            row.add(segment.kind().word());
            row.add(segment.value());
        }

        @Override
        public void addValue(Counted counted, List<@Nullable Object> row) {
            row.add(counted.sinceTick);
            counted.outcomes.addTo(row);
            row.add(Outcomes.known(counted.outcomes.quality().calibration().meanPredicted()));
            row.add(Outcomes.known(counted.outcomes.quality().calibration().meanHappened()));
        }

        @Override
        public void writeKey(Segment segment, ModelWriter out) {
            segment.write(out);
        }

        @Override
        public Segment readKey(ModelReader in) {
            return Segment.read(in);
        }

        @Override
        public void writeValue(Counted counted, ModelWriter out) {
            counted.outcomes.write(out);
            out.number(counted.sinceTick).number(counted.rank);
        }

        @Override
        public Counted readValue(ModelReader in) {
            return new Counted(Outcomes.read(in), in.whole(), in.whole());
        }
    }
}
