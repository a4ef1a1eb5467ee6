package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.feature.Feature;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.node.access.Sight;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A source as somebody sees it whom policies restrict: a row that their filter keeps back is
 * missing, and features are made of what stands in masked columns for them. What would tell of the
 * rest is refused: finding rows by a key that is masked, and judging their age by such a time.
 *
 * @param rows makes what is seen of a row of the table
 * @param features positions in what is seen of the source's features, in their order
 * @param time the position there of the column that says how old a row is, or -1
 */
record SeenSource(UnaryOperator<Batch> rows, int[] features, int time) {
    SeenSource {
        requireNonNull(rows, "rows");
        requireNonNull(features, "features");
    }

    /**
     * @param schema all columns of the source's table
     * @param ages whether the rows' age matters
     * @throws TidemillException FORBIDDEN when it may not be read so
     */
    static SeenSource of(FeatureSource source, Schema schema, boolean ages, Sight sight) {
        String table = source.table();
        sight.requireBare(table, schema, positions(schema, source.key().keySet()), "the key");
        String time = ages ? source.time() : null;
        if (time != null) {
            sight.requireBare(table, schema, positions(schema, Set.of(time)), "the time");
        }
        Schema seen = sight.columns(table, schema);
        int[] features = new int[source.features().size()];
        for (int i = 0; i < features.length; i++) {
            features[i] = position(seen, source.features().get(i).column(), table);
        }
        return new SeenSource(
                sight.rows(table, schema),
                features,
                time == null ? -1 : position(seen, time, table));
    }

    /** Whether all columns that a source is made of are there for somebody. */
    static boolean isThere(FeatureSource source, Schema schema, Sight sight) {
        return sight.columns(source.table(), schema).names().containsAll(columns(source));
    }

    private static Set<String> columns(FeatureSource source) {
        Set<String> columns = new LinkedHashSet<>(source.key().keySet());
        source.features().stream().map(Feature::column).forEach(columns::add);
        String time = source.time();
        if (time != null) {
            columns.add(time);
        }
        return columns;
    }

    private static List<Integer> positions(Schema schema, Set<String> columns) {
        List<Integer> positions = new ArrayList<>();
        columns.forEach(column -> positions.add(schema.indexOf(column)));
        return positions;
    }

    private static int position(Schema seen, String column, String table) {
        int position = seen.indexOf(column);
        if (position < 0) {
            throw new TidemillException(
                            ErrorCode.FORBIDDEN, "a column of %s is hidden".formatted(table))
                    .withHint("features are made of columns that are there");
        }
        return position;
    }
}
