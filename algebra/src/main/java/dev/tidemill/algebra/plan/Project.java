package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import java.util.List;

/** One output row for each input row, computed by expressions. */
public record Project(Plan input, List<Column> columns) implements Plan {
    /** A named expression. */
    public record Column(String name, Expr expression) {
        public Column {
            requireNonNull(name, "name");
            requireNonNull(expression, "expression");
        }
    }

    public Project {
        columns = List.copyOf(columns);
    }

    @Override
    public Schema schema() {
        return new Schema(
                columns.stream().map(c -> Field.of(c.name(), c.expression().type())).toList());
    }

    @Override
    public List<Plan> inputs() {
        return List.of(input);
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return new Project(inputs.getFirst(), columns);
    }

    @Override
    public String describe() {
        return "project " + columns.stream().map(c -> c.expression().toString()).toList();
    }
}
