package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.ErrorSubject;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Kernel;
import dev.tidemill.node.ingest.RowCheck;
import dev.tidemill.node.record.TableConstraints;
import dev.tidemill.sql.statement.RowCondition;
import dev.tidemill.sql.statement.TableRules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What each row of a table is held to by itself: NOT NULL, CHECK, and its contract. Safe for all
 * threads.
 */
public final class TableGuard {
    private final InputTable table;
    private final List<NamedCheck> checks;
    private final @Nullable RowCheck contract;

    /** A CHECK, ready. */
    private record NamedCheck(String name, Kernel condition) {}

    private TableGuard(InputTable table, List<NamedCheck> checks, @Nullable RowCheck contract) {
        this.table = requireNonNull(table, "table");
        this.checks = List.copyOf(checks);
        this.contract = contract;
    }

    /**
     * Makes conditions ready.
     *
     * @param contract null when there is none beside the constraints
     */
    static TableGuard of(
            InputTable table, TableConstraints constraints, @Nullable RowCheck contract) {
        List<NamedCheck> checks = new ArrayList<>();
        for (TableRules.Check check : constraints.checks()) {
            checks.add(
                    new NamedCheck(
                            check.name(),
                            ExpressionCompiler.compile(
                                    RowCondition.of(table.name(), table.schema(), check.sql()))));
        }
        return new TableGuard(table, checks, contract);
    }

    /**
     * Looks at rows of the table, whole.
     *
     * @throws TidemillException NOT_NULL_VIOLATION (23502), CHECK_VIOLATION (23514) or
     *     CONTRACT_VIOLATION of the first row that breaks something
     */
    void check(Batch rows) {
        Schema schema = table.schema();
        for (int column = 0; column < schema.size(); column++) {
            if (!schema.field(column).nullable()) {
                requireNoNull(rows, column);
            }
        }
        for (NamedCheck check : checks) {
            int row = RowProgram.firstFalse(check.condition(), rows);
            if (row >= 0) {
                throw new TidemillException(
                                ErrorCode.CHECK_VIOLATION,
                                "new row for relation \"%s\" violates check constraint \"%s\""
                                        .formatted(table.name(), check.name()))
                        .withDetail(failing(rows, row))
                        .about(ErrorSubject.constraint(table.name(), check.name()));
            }
        }
        List<RowCheck.Violation> violations = contract == null ? List.of() : contract.check(rows);
        if (!violations.isEmpty()) {
            RowCheck.Violation first = violations.getFirst();
            throw new TidemillException(ErrorCode.CONTRACT_VIOLATION, first.reason())
                    .withDetail("row " + (first.row() + 1) + ", rule " + first.rule())
                    .about(new ErrorSubject(table.name(), first.column(), first.rule()));
        }
    }

    private void requireNoNull(Batch rows, int index) {
        Column column = rows.column(index);
        for (int row = 0; column.nulls() != null && row < rows.size(); row++) {
            if (column.isNull(row)) {
                String name = table.schema().field(index).name();
                throw new TidemillException(
                                ErrorCode.NOT_NULL_VIOLATION,
                                "null value in column \"%s\" of relation \"%s\" violates not-null"
                                                .formatted(name, table.name())
                                        + " constraint")
                        .withDetail(failing(rows, row))
                        .about(ErrorSubject.column(table.name(), name));
            }
        }
    }

    private static String failing(Batch rows, int row) {
        return rows.row(row).stream()
                .map(value -> value == null ? "null" : value.toString())
                .collect(Collectors.joining(", ", "Failing row contains (", ")."));
    }
}
