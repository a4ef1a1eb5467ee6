package dev.tidemill.pgwire.type;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a client is told of an answer's columns, and where their values stand in its batches.
 *
 * @param columns in their order
 */
public record Layout(List<Column> columns) {
    /** No column has the bytes of its values beside them. */
    private static final int NONE = -1;

    public Layout {
        columns = List.copyOf(columns);
    }

    /**
     * A column.
     *
     * @param oid of its type
     * @param size of a value in bytes; negative when they differ
     * @param modifier of its type; -1 for none
     * @param at which column of a batch has the values
     * @param rawAt which one has them as they are sent in binary; -1 when they are made of those
     */
    public record Column(String name, int oid, int size, int modifier, int at, int rawAt) {
        public Column {
            requireNonNull(name, "name");
        }

        Column withName(String other) {
            return new Column(other, oid, size, modifier, at, rawAt);
        }

        boolean isRaw() {
            return rawAt != NONE;
        }
    }

    /** Of columns that are told as what they are. */
    public static Layout of(Schema schema) {
        return new Layout(
                IntStream.range(0, schema.size())
                        .mapToObj(
                                i -> {
                                    Type type = schema.type(i);
                                    return new Column(
                                            schema.field(i).name(),
                                            PgType.oidOf(type),
                                            PgType.sizeOf(type),
                                            PgType.modifierOf(type),
                                            i,
                                            NONE);
                                })
                        .toList());
    }

    public int size() {
        return columns.size();
    }
}
