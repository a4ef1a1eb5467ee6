package dev.tidemill.node.statement;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.ErrorSubject;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether the rows that a table has let it have a UNIQUE index. */
final class UniqueRows {
    private UniqueRows() {}

    /**
     * Reads the table.
     *
     * @throws TidemillException DUPLICATE_KEY when two rows have the same values, none of them NULL
     */
    static void require(TableSnapshot table, TableIndex index) {
        int[] columns =
                index.positions(table.schema()).stream().mapToInt(Integer::intValue).toArray();
        Set<List<@Nullable Object>> seen = new HashSet<>();
        for (Supplier<@Nullable Batch> part : table.scan(columns)) {
            for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                for (int row = 0; row < chunk.size(); row++) {
                    List<@Nullable Object> values = chunk.row(row);
                    if (!values.contains(null) && !seen.add(values)) {
                        throw new TidemillException(
                                        ErrorCode.DUPLICATE_KEY,
                                        "could not create unique index \"" + index.name() + "\"")
                                .withDetail(
                                        "Key (%s)=(%s) is duplicated."
                                                .formatted(
                                                        String.join(", ", index.columns()), values))
                                .about(ErrorSubject.constraint(index.table(), index.name()));
                    }
                }
            }
        }
    }
}
