package dev.tidemill.node.definition;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Kernel;
import dev.tidemill.engine.expression.RowError;
import dev.tidemill.engine.expression.Selection;
import dev.tidemill.node.ingest.RowCheck;
import dev.tidemill.node.record.TableConstraints;
import dev.tidemill.sql.statement.RowCondition;
import dev.tidemill.sql.statement.TableRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The CHECKs of a created table as a contract's rules: what breaks one by another door than SQL
 * goes to the quarantine, under the constraint's name.
 *
 * @param first what is looked at before; null for nothing
 */
record ConstraintCheck(List<Named> checks, @Nullable RowCheck first) implements RowCheck {
    /** A condition, ready. */
    record Named(String name, Kernel condition) {}

    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    ConstraintCheck(List<Named> checks, @Nullable RowCheck first) {
        this.checks = List.copyOf(checks);
        this.first = first;
    }

    static ConstraintCheck of(
            InputTable table, TableConstraints constraints, @Nullable RowCheck first) {
        List<Named> checks = new ArrayList<>();
        for (TableRules.Check check : constraints.checks()) {
            Kernel condition =
                    ExpressionCompiler.compile(
                            RowCondition.of(table.name(), table.schema(), check.sql()));
            checks.add(new Named(check.name(), condition));
        }
        return new ConstraintCheck(checks, first);
    }

    @Override
    public List<Violation> check(Batch rows) {
        List<Violation> violations = new ArrayList<>(first == null ? List.of() : first.check(rows));
        for (Named check : checks) {
            Frame frame = Frame.over(rows);
            BoolColumn truth =
                    (BoolColumn) check.condition().evaluate(frame, Selection.all(rows.size()));
            for (RowError error : frame.errors().list()) {
                violations.add(violation(error.row(), check, error.message()));
            }
            for (int row = 0; row < rows.size(); row++) {
                if (!truth.isNull(row) && !truth.values()[row]) {
                    violations.add(violation(row, check, "it is not so"));
                }
            }
        }
        return violations;
    }

    private static Violation violation(int row, Named check, String why) {
        return new Violation(row, "", check.name(), "CHECK " + check.name() + ": " + why);
    }
}
