package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.evaluate.CommonTables.Common;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query whose WITH names columns of a query around it.
 *
 * @param tables those of WITH that are other ones for each row around
 */
record WithRows(List<Common> tables, Rows body) implements Rows {
    @Override
    public List<OutputColumn> columns() {
        return body.columns();
    }

    @Override
    public List<@Nullable Object[]> rows(Run run, @Nullable Frame outer) {
        if (outer != null) {
            tables.forEach(table -> run.renew(table, outer));
        }
        return body.rows(run, outer);
    }
}
