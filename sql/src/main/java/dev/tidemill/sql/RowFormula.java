package dev.tidemill.sql;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A scalar expression over the values of one row, planned as a live table's are: the same words,
 * types, NULLs and errors. It asks nothing but the row: no table, no aggregate, no now().
 *
 * @param layers expressions over the values that the layer before gives, the first over the row;
 *     the last has the result alone
 */
public record RowFormula(List<List<Expr>> layers) {
    private static final String VALUES = "given_values";
    private static final String RESULT = "computed_value";

    /** The expression begins in the second line of what is planned. */
    private static final int LINES_BEFORE = 1;

    public RowFormula {
        layers = layers.stream().map(List::copyOf).toList();
        if (layers.isEmpty() || layers.getLast().size() != 1) {
            throw new IllegalArgumentException("an expression has one result");
        }
    }

    /**
     * Plans an expression.
     *
     * @param values what it may name
     * @param functions the project's own, by name
     * @throws TidemillException whatever is wrong with it, at its line and column in the text
     */
    public static RowFormula plan(
            String sql, Schema values, Function<String, Optional<ProjectFunction>> functions) {
        requireNonNull(sql, "sql");
        CatalogTable row = CatalogTable.keyed(VALUES, values, List.of());
        Catalog catalog =
                new Catalog() {
                    @Override
                    public Optional<CatalogTable> table(String name) {
                        return name.equals(VALUES) ? Optional.of(row) : Optional.empty();
                    }

                    @Override
                    public Optional<ProjectFunction> function(String name) {
                        return functions.apply(name);
                    }
                };
        try {
            String query = "SELECT (\n%s\n) AS %s FROM %s".formatted(sql, RESULT, VALUES);
            return of(new Planner(catalog).plan(query).plan());
        } catch (TidemillException e) {
            Place place = e.place();
            if (place == null || place.line() <= LINES_BEFORE) {
                throw e;
            }
            throw e.at(Place.at(place.line() - LINES_BEFORE, place.column()));
        }
    }

    private static RowFormula of(Plan plan) {
        List<List<Expr>> layers = new ArrayList<>();
        Plan at = plan;
        while (at instanceof Project project) {
            layers.addFirst(project.columns().stream().map(Project.Column::expression).toList());
            at = project.input();
        }
        if (!(at instanceof Scan) || layers.isEmpty() || layers.getLast().size() != 1) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            "this is no expression over one row's values")
                    .withHint(
                            "aggregates, subqueries and several values belong in a live table; name"
                                    + " the result as a feature of it");
        }
        return new RowFormula(layers);
    }

    public Type type() {
        return layers.getLast().getFirst().type();
    }
}
