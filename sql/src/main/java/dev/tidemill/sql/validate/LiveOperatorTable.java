package dev.tidemill.sql.validate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.jspecify.annotations.Nullable;

/**
 * What the validator may still look up by name. Scalar functions are resolved before it runs, so
 * only aggregates and what holds queries together are left; Calcite's full table would cost time at
 * every start.
 */
public final class LiveOperatorTable implements SqlOperatorTable {
    public static final LiveOperatorTable INSTANCE = new LiveOperatorTable();

    private static final Map<String, SqlOperator> AGGREGATES =
            Map.of(
                    "count", SqlStdOperatorTable.COUNT,
                    "sum", SqlStdOperatorTable.SUM,
                    "avg", SqlStdOperatorTable.AVG,
                    "min", SqlStdOperatorTable.MIN,
                    "max", SqlStdOperatorTable.MAX);

    private static final List<SqlOperator> STRUCTURE =
            List.of(
                    SqlStdOperatorTable.UNION,
                    SqlStdOperatorTable.UNION_ALL,
                    SqlStdOperatorTable.INTERSECT,
                    SqlStdOperatorTable.INTERSECT_ALL,
                    SqlStdOperatorTable.EXCEPT,
                    SqlStdOperatorTable.EXCEPT_ALL,
                    SqlStdOperatorTable.OVER,
                    SqlStdOperatorTable.ROW,
                    SqlStdOperatorTable.VALUES,
                    SqlStdOperatorTable.AS,
                    SqlStdOperatorTable.FILTER,
                    SqlStdOperatorTable.EXISTS,
                    SqlStdOperatorTable.LATERAL,
                    SqlStdOperatorTable.DESC,
                    SqlStdOperatorTable.NULLS_FIRST,
                    SqlStdOperatorTable.NULLS_LAST,
                    // Calcite's own, for the common columns of USING.
                    SqlStdOperatorTable.COALESCE);

    private static final List<SqlOperator> ALL =
            Stream.concat(AGGREGATES.values().stream(), STRUCTURE.stream()).toList();

    private LiveOperatorTable() {}

    /** The aggregate of this name in any case, or null. */
    public static @Nullable SqlOperator aggregate(String name) {
        return AGGREGATES.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public void lookupOperatorOverloads(
            SqlIdentifier name,
            @Nullable SqlFunctionCategory category,
            SqlSyntax syntax,
            List<SqlOperator> operators,
            SqlNameMatcher nameMatcher) {
        if (!name.isSimple()) {
            return;
        }
        for (SqlOperator operator : getOperatorList()) {
            if (operator.getName().equalsIgnoreCase(name.getSimple())
                    && (operator.isAggregator() || operator.getSyntax().family == syntax.family)) {
                operators.add(operator);
            }
        }
    }

    @Override
    public List<SqlOperator> getOperatorList() {
        return ALL;
    }
}
