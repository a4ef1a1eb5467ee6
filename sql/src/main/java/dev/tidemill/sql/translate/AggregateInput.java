package dev.tidemill.sql.translate;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What aggregates read: an input, and columns that some of them need behind it. */
final class AggregateInput {
    private final Plan input;
    private final List<Expr> added = new ArrayList<>();

    AggregateInput(Plan input) {
        this.input = input;
    }

    Type type(int column) {
        int width = input.schema().size();
        return column < width ? input.schema().type(column) : added.get(column - width).type();
    }

    /** The position of a column as another type. */
    int as(int column, Type type) {
        if (type(column).equals(type)) {
            return column;
        }
        return add(new Cast(new ColumnRef(column, type(column)), type));
    }

    /** The position of a column's values as JSON. */
    int asJson(int column) {
        return type(column) == Type.JSON
                ? column
                : add(Call.of(ScalarFunction.TO_JSON, Type.JSON, expression(column)));
    }

    /** The position of a DOUBLE column with its values rounded. */
    int roundedToByte(int column) {
        return add(Call.of(ScalarFunction.ROUND_TO_BYTE, Type.DOUBLE, expression(column)));
    }

    /** A column of the input, or what an added one is. */
    private Expr expression(int column) {
        int width = input.schema().size();
        return column < width
                ? new ColumnRef(column, input.schema().type(column))
                : added.get(column - width);
    }

    private int add(Expr expression) {
        if (!added.contains(expression)) {
            added.add(expression);
        }
        return input.schema().size() + added.indexOf(expression);
    }

    /** The constant that a column is; empty for a column that is none. */
    Optional<Literal> constant(int column) {
        if (!(input instanceof Project project)) {
            return Optional.empty();
        }
        Expr expression = project.columns().get(column).expression();
        while (expression instanceof Cast cast) {
            expression = cast.input();
        }
        return expression instanceof Literal literal ? Optional.of(literal) : Optional.empty();
    }

    Plan plan() {
        if (added.isEmpty()) {
            return input;
        }
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < input.schema().size(); i++) {
            columns.add(
                    new Project.Column(input.schema().field(i).name(), new ColumnRef(i, type(i))));
        }
        added.forEach(
                expression -> columns.add(new Project.Column("$" + columns.size(), expression)));
        return new Project(input, columns);
    }
}
