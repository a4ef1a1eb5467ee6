package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.read.KeyText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of a feature view, to read from.
 *
 * <pre>{@code
 * FeatureAnswer answer = mill.features("departure").get(
 *         List.of(Map.of("origin", "BOS", "destination", "JFK")));
 * answer.value("origin_late_rate");
 * }</pre>
 *
 * <p>Safe for all threads. It is a view of the definitions that were in force when it was asked
 * for; take it anew after definitions have changed.
 */
public final class FeatureView {
    private final FeatureDesk desk;
    private final FeatureViewDefinition definition;
    private final Principal principal;
    private final Schema inputs;

    FeatureView(FeatureDesk desk, FeatureViewDefinition definition, Principal principal) {
        this.desk = requireNonNull(desk, "desk");
        this.definition = requireNonNull(definition, "definition");
        this.principal = requireNonNull(principal, "principal");
        this.inputs = definition.inputs();
    }

    public FeatureViewDefinition definition() {
        return definition;
    }

    /**
     * The features of one key.
     *
     * @param key its values in order, as texts; values of the request are NULL
     * @throws TidemillException INVALID_REQUEST when they do not fit
     */
    public FeatureAnswer get(String... key) {
        return get(List.of(key), Map.of());
    }

    /**
     * The features of one key.
     *
     * @param key its values in order, as texts
     * @param request values of the request by name, as texts
     * @throws TidemillException INVALID_REQUEST when they do not fit
     */
    public FeatureAnswer get(List<String> key, Map<String, String> request) {
        int size = definition.key().size();
        if (key.size() != size) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST,
                    "the key is %s, but %d values were given"
                            .formatted(inputs.names().subList(0, size), key.size()));
        }
        requireKnown(request.keySet());
        BatchBuilder row = new BatchBuilder(inputs, 1);
        for (int i = 0; i < inputs.size(); i++) {
            append(row.column(i), i < size ? key.get(i) : request.get(inputs.field(i).name()));
        }
        row.endRow(1);
        return read(row.build());
    }

    /**
     * The features of many keys, all at one tick.
     *
     * @param rows for each key its values and those of the request, by name: as texts, or in the
     *     form {@code Column.value} gives; one that is left out is NULL
     * @throws TidemillException INVALID_REQUEST when they do not fit
     */
    public FeatureAnswer get(List<? extends Map<String, ?>> rows) {
        BatchBuilder batch = new BatchBuilder(inputs, rows.size());
        for (Map<String, ?> row : rows) {
            requireKnown(row.keySet());
            for (int i = 0; i < inputs.size(); i++) {
                append(batch.column(i), row.get(inputs.field(i).name()));
            }
            batch.endRow(1);
        }
        return read(batch.build());
    }

    private void requireKnown(Iterable<String> names) {
        for (String name : names) {
            if (inputs.indexOf(name) < 0) {
                throw new TidemillException(
                                ErrorCode.INVALID_REQUEST,
                                definition.id() + " is not asked by " + name)
                        .withHint(ClosestWord.hint(name, inputs.names()));
            }
        }
    }

    private static void append(ColumnBuilder column, @Nullable Object value) {
        Type type = column.type();
        try {
            if (value instanceof String text && type != Type.TEXT) {
                column.appendValue(KeyText.value(type, text));
            } else {
                column.appendValue(value);
            }
        } catch (ClassCastException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST, value + " is no " + type.sqlName(), e);
        }
    }

    /**
     * The features of many keys, all at one tick, without an object for each value.
     *
     * @param rows a row for each key, with the columns of {@link FeatureViewDefinition#inputs}
     */
    public FeatureAnswer read(Batch rows) {
        if (rows.columnCount() != inputs.size()) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST,
                    "%s is asked by %s".formatted(definition.id(), inputs.names()));
        }
        return desk.read(definition, principal, rows);
    }
}
