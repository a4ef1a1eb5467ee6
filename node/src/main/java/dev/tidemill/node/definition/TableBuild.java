package dev.tidemill.node.definition;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.BuildProgress;

/**
 * A live table that is being built beside the ticks. What is read of it meanwhile is the table that
 * it will replace, if there is one.
 *
 * @param table with the SQL and the plan that it will have
 * @param progress how far it is
 * @param sinceTick the tick in which it was defined
 * @param replaces whether there is a table in its place until then
 */
public record TableBuild(
        PlannedTable table, BuildProgress progress, long sinceTick, boolean replaces) {

    /** What somebody is told who asks for a table that has never been complete. */
    public TidemillException asException() {
        return new TidemillException(
                        ErrorCode.TABLE_BUILDING,
                        "the live table %s is being built: %d of %d rows are read"
                                .formatted(table.name(), progress.rowsDone(), progress.rowsTotal()))
                .withHint("ask again after a while; ticks and the other tables go on");
    }
}
