package dev.tidemill.sql;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.parse.Claims;
import dev.tidemill.sql.parse.CurrentUser;
import dev.tidemill.sql.rewrite.Columns;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An expression of a policy over one row of a table, understood: it reads that row, the name of
 * whoever asks, {@code current_user}, what their token says of them, {@code claim('name')}, and
 * nothing else. Immutable.
 */
public final class RowExpression {
    /** What the column is called in a mask that is not about a certain column. */
    private static final String VALUE = "value";

    private final Expr expression;
    private final int userColumn;

    /** Whose columns are behind that of the user. */
    private final List<String> claims;

    private RowExpression(Expr expression, int userColumn, List<String> claims) {
        this.expression = expression;
        this.userColumn = userColumn;
        this.claims = List.copyOf(claims);
    }

    /**
     * What reading a text gave.
     *
     * @param expression null exactly when there is a problem
     */
    public record Read(@Nullable RowExpression expression, @Nullable TidemillException problem) {
        /** The expression; throws the problem. */
        public RowExpression orThrow() {
            if (expression == null) {
                throw requireNonNull(problem, "problem");
            }
            return expression;
        }
    }

    /** A condition over a table's rows. */
    public static Read filter(String table, Schema schema, String sql) {
        return read(() -> typed(over(table, schema, sql), Type.BOOLEAN, "a filter"));
    }

    /** What stands for a column's values, over the whole row. */
    public static Read mask(String table, Schema schema, String sql, Type type) {
        return read(() -> typed(over(table, schema, sql), type, "the mask of this column"));
    }

    /** What stands for a value of some column, which the text calls {@code value}. */
    public static Read classMask(String sql, Type type) {
        Schema schema = Schema.of(new Field(VALUE, type, true));
        return read(() -> typed(over(VALUE, schema, sql), type, "the mask of such a column"));
    }

    /**
     * A digest of a text column under a key; NULL for NULL.
     *
     * @param column its position
     * @param key which nobody else knows, of letters and digits
     */
    public static Expr hashed(int column, String key) {
        Schema schema = Schema.of(new Field(VALUE, Type.TEXT, true));
        String sql = "sha256('" + key + "' || " + VALUE + ")";
        RowExpression digest = typed(over(VALUE, schema, sql), Type.TEXT, "a digest");
        return Columns.substituted(digest.expression, _ -> new ColumnRef(column, Type.TEXT));
    }

    private static Read read(Supplier<RowExpression> reading) {
        try {
            return new Read(reading.get(), null);
        } catch (TidemillException e) {
            return new Read(null, e);
        }
    }

    private static RowExpression typed(RowExpression read, Type type, String what) {
        Type own = read.expression.type();
        if (!own.equals(type)) {
            throw new TidemillException(
                            ErrorCode.TYPE_MISMATCH,
                            "%s is %s, and this is %s"
                                    .formatted(what, type.sqlName(), own.sqlName()))
                    .withHint("cast it, or choose another expression");
        }
        return read;
    }

    private static RowExpression over(String table, Schema schema, String sql) {
        List<Field> fields = new ArrayList<>(schema.fields());
        fields.add(new Field(CurrentUser.COLUMN, Type.TEXT, false));
        Set<String> claims = new LinkedHashSet<>();
        String text = Claims.asColumns(CurrentUser.asColumn(sql), claims);
        claims.forEach(each -> fields.add(new Field(Claims.COLUMN + each, Type.TEXT, true)));
        CatalogTable row = CatalogTable.keyed(table, new Schema(fields), List.of());
        // The line's end keeps a comment of the text's own from reaching further.
        String query =
                "SELECT (" + text + "\n) AS result FROM \"" + table.replace("\"", "\"\"") + '"';
        Expr expression = ofRow(new Planner(Catalog.of(row)).translated(query), table);
        if (Columns.readsNow(expression)) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL, "an expression of a policy has no now()")
                    .withHint("it has to mean the same whenever it is asked");
        }
        return new RowExpression(expression, schema.size(), List.copyOf(claims));
    }

    /** The only column of a projection of the table's rows. */
    private static Expr ofRow(Plan plan, String table) {
        if (plan instanceof Scan scan && scan.table().equals(table) && scan.schema().size() == 1) {
            return new ColumnRef(0, scan.schema().type(0));
        }
        if (!(plan instanceof Project project) || project.columns().size() != 1) {
            throw notOfOneRow();
        }
        Expr expression = project.columns().getFirst().expression();
        Plan input = project.input();
        while (input instanceof Project inner) {
            expression =
                    Columns.substituted(
                            expression, ref -> inner.columns().get(ref.index()).expression());
            input = inner.input();
        }
        if (input instanceof Scan scan && scan.table().equals(table)) {
            return expression;
        }
        throw notOfOneRow();
    }

    private static TidemillException notOfOneRow() {
        return new TidemillException(
                        ErrorCode.UNSUPPORTED_SQL,
                        "an expression of a policy is one value of one row")
                .withHint("without subqueries, aggregates and windows");
    }

    /** The expression, asked by somebody of whom no token says more than the name. */
    public Expr askedBy(String user) {
        return askedBy(user, Map.of());
    }

    /**
     * The expression, asked by somebody.
     *
     * @param said what their token says of them; what it does not say is NULL
     */
    public Expr askedBy(String user, Map<String, String> said) {
        return Columns.substituted(
                expression, ref -> ref.index() < userColumn ? ref : asker(ref, user, said));
    }

    /** The mask of a class, for the column at a position, asked by somebody. */
    public Expr ofColumn(int column, String user) {
        return ofColumn(column, user, Map.of());
    }

    /**
     * The mask of a class, for the column at a position, asked by somebody.
     *
     * @param said what their token says of them; what it does not say is NULL
     */
    public Expr ofColumn(int column, String user, Map<String, String> said) {
        return Columns.substituted(
                expression,
                ref ->
                        ref.index() < userColumn
                                ? new ColumnRef(column, ref.type())
                                : asker(ref, user, said));
    }

    private Expr asker(ColumnRef ref, String user, Map<String, String> said) {
        return new Literal(
                ref.index() == userColumn
                        ? user
                        : said.get(claims.get(ref.index() - userColumn - 1)),
                Type.TEXT);
    }
}
