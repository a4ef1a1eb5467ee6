package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts a column together from parts, each with the positions that its values take. Positions that
 * no part fills are NULL. One use, one thread.
 */
final class ColumnAssembler {
    private final Type type;
    private final int size;
    private final List<Batch> parts = new ArrayList<>();
    private final int[] sources;
    private int total;

    ColumnAssembler(Type type, int size) {
        this.type = type;
        this.size = size;
        this.sources = new int[size];
        Arrays.fill(sources, -1);
    }

    void put(Column part, int[] positions, int count) {
        for (int i = 0; i < count; i++) {
            sources[positions[i]] = total + i;
        }
        add(part);
    }

    private void add(Column part) {
        parts.add(Batch.insertions(schema(), part.as(type)));
        total += part.size();
    }

    private Schema schema() {
        return Schema.of(Field.of("part", type));
    }

    /** The parts end to end, gathered into their places. */
    Column build() {
        for (int source : sources) {
            if (source < 0) {
                int nullAt = total;
                add(Column.nulls(type, 1));
                for (int i = 0; i < size; i++) {
                    sources[i] = sources[i] < 0 ? nullAt : sources[i];
                }
                break;
            }
        }
        return Batch.concat(schema(), parts).column(0).gather(sources, size);
    }
}
