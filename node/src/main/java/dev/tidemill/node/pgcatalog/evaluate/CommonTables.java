package dev.tidemill.node.pgcatalog.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tables that WITH has named so far. Immutable. */
final class CommonTables {
    static final CommonTables NONE = new CommonTables(Map.of());

    private final Map<String, Common> tables;

    private CommonTables(Map<String, Common> tables) {
        this.tables = Map.copyOf(tables);
    }

    @Nullable Common find(String name) {
        return tables.get(name);
    }

    CommonTables with(String name, Common table) {
        Map<String, Common> more = new HashMap<>(tables);
        more.put(name, table);
        return new CommonTables(more);
    }

    /**
     * One of them. Its query is set once it is bound; a recursive one is named before that.
     *
     * @see RecursiveRows
     * @see WithRows
     */
    static final class Common implements Source {
        private final List<OutputColumn> columns;
        private @Nullable Rows rows;

        Common(List<OutputColumn> columns) {
            this.columns = columns;
        }

        void is(Rows query) {
            this.rows = query;
        }

        @Override
        public List<OutputColumn> columns() {
            return columns;
        }

        @Override
        public RowTable rows(Frame frame) {
            return frame.run.table(
                    this,
                    () -> Objects.requireNonNull(rows).rows(frame.run, frame.run.outer(this)));
        }

        @Override
        public boolean isFixed() {
            return false;
        }
    }
}
