package dev.tidemill.sql.validate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * only the aggregates are left; Calcite's full table would cost time at every start.
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
        SqlOperator found = name.isSimple() ? aggregate(name.getSimple()) : null;
        if (found != null && syntax.family == found.getSyntax().family) {
            operators.add(found);
        }
    }

    @Override
    public List<SqlOperator> getOperatorList() {
        return List.copyOf(AGGREGATES.values());
    }
}
