package dev.tidemill.sql.duckdb;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Case;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.Coalesce;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.InList;
import dev.tidemill.algebra.expr.JavaCall;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.expr.Now;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Scalar expressions in DuckDB's SQL with PostgreSQL's meaning. */
final class DuckDbExpressions {
    private final IntFunction<String> columns;

    /**
     * @param columns how an input column is called
     */
    DuckDbExpressions(IntFunction<String> columns) {
        this.columns = requireNonNull(columns, "columns");
    }

    String render(Expr expression) {
        return switch (expression) {
            case ColumnRef ref -> columns.apply(ref.index());
            case Literal literal -> DuckDbLiterals.literal(literal);
            case Logical logical ->
                    logical.operands().stream()
                            .map(this::render)
                            .collect(Collectors.joining(" " + logical.kind() + " ", "(", ")"));
            case Case choice -> choice(choice);
            case Coalesce coalesce ->
                    coalesce.operands().stream()
                            .map(this::render)
                            .collect(Collectors.joining(", ", "coalesce(", ")"));
            case InList in ->
                    in.values().stream()
                            .map(this::render)
                            .collect(
                                    Collectors.joining(
                                            ", ", "(" + render(in.input()) + " IN (", "))"));
            case Cast cast -> cast(cast);
            case JavaCall call ->
                    throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            "DuckDB cannot call the project's function " + call.function().name());
            case Call call -> new DuckDbFunctions(this).render(call);
            case Now _ -> throw new IllegalArgumentException("now() is not in a plan that runs");
        };
    }

    private String choice(Case choice) {
        StringBuilder text = new StringBuilder("(CASE");
        for (Case.Branch branch : choice.branches()) {
            text.append(" WHEN ").append(render(branch.condition()));
            text.append(" THEN ").append(render(branch.result()));
        }
        return text.append(" ELSE ").append(render(choice.otherwise())).append(" END)").toString();
    }

    private String cast(Cast cast) {
        String input = render(cast.input());
        Type from = cast.input().type();
        Type to = cast.type();
        if (from instanceof DecimalType && to == Type.DOUBLE) {
            // DuckDB divides in DOUBLE, which may be off by one place; its parser is exact.
            return DuckDbTypes.cast("CAST(" + input + " AS VARCHAR)", to);
        }
        if (from == Type.DOUBLE && to == Type.TEXT) {
            return "regexp_replace(CAST(" + input + " AS VARCHAR), '\\.0$', '')";
        }
        if (from == Type.TIMESTAMPTZ && to == Type.TEXT) {
            return "(CAST(" + input + " AS VARCHAR) || '+00')";
        }
        return DuckDbTypes.cast(input, to);
    }
}
