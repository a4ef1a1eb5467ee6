package dev.tidemill.node.access;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.policy.RowSql;
import dev.tidemill.definitions.policy.Treatment;
import dev.tidemill.sql.RowExpression;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes expressions of what rules say of one table for one user. A mask that does not plan, as the
 * table has changed, is NULL; a filter that does not keeps the table back.
 */
record ViewCompiler(
        String table, Schema schema, String user, Map<String, String> claims, String hashKey) {
    ViewCompiler {
        requireNonNull(table, "table");
        requireNonNull(schema, "schema");
        requireNonNull(user, "user");
        claims = Map.copyOf(claims);
        requireNonNull(hashKey, "hashKey");
    }

    /**
     * The rows' condition; null for none.
     *
     * @throws TidemillException FORBIDDEN when it does not plan
     */
    @Nullable Expr filter(@Nullable RowSql filter) {
        if (filter == null) {
            return null;
        }
        RowExpression.Read read = RowExpression.filter(table, schema, filter.sql());
        TidemillException problem = read.problem();
        if (problem != null) {
            throw new TidemillException(
                            ErrorCode.FORBIDDEN,
                            "the filter of %s does not fit it any more: %s"
                                    .formatted(table, problem.message()),
                            problem)
                    .withHint(filter.place() + "; tidemill validate tells of all such rules");
        }
        return read.orThrow().askedBy(user, claims);
    }

    /** What stands in a column by a rule of its table; null for its own values. */
    @Nullable Expr mask(int column, Treatment treatment) {
        if (treatment instanceof Treatment.Computed computed) {
            RowExpression mask =
                    RowExpression.mask(table, schema, computed.value().sql(), schema.type(column))
                            .expression();
            return mask == null ? blank(column) : mask.askedBy(user, claims);
        }
        return plain(column, treatment);
    }

    /** What stands in a column by a rule of its class; null for its own values. */
    @Nullable Expr classMask(int column, Treatment treatment) {
        if (treatment instanceof Treatment.Computed computed) {
            RowExpression mask =
                    RowExpression.classMask(computed.value().sql(), schema.type(column))
                            .expression();
            return mask == null ? blank(column) : mask.ofColumn(column, user, claims);
        }
        return plain(column, treatment);
    }

    private @Nullable Expr plain(int column, Treatment treatment) {
        return switch (treatment) {
            case Treatment.Shown _ -> null;
            case Treatment.Hashed _ ->
                    schema.type(column).equals(Type.TEXT)
                            ? RowExpression.hashed(column, hashKey)
                            : blank(column);
            case Treatment.Hidden _, Treatment.Blank _, Treatment.Computed _ -> blank(column);
        };
    }

    private Expr blank(int column) {
        return new Literal(null, schema.type(column));
    }
}
