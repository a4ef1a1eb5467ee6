package dev.tidemill.sql.validate;

import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.sql.validate.LiveAggregate.Form;
import java.util.HashMap;
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

    /** Behind the name of an aggregate of an order that descends. */
    public static final String DESCENDING = " desc";

    private static final Map<String, SqlOperator> AGGREGATES = aggregates();

    private static Map<String, SqlOperator> aggregates() {
        Map<String, SqlOperator> aggregates = new HashMap<>();
        aggregates.put("count", SqlStdOperatorTable.COUNT);
        add(aggregates, AggregateFunction.SUM, Form.PLAIN, "sum");
        add(aggregates, AggregateFunction.AVG, Form.PLAIN, "avg");
        aggregates.put("min", SqlStdOperatorTable.MIN);
        aggregates.put("max", SqlStdOperatorTable.MAX);
        aggregates.put("grouping", SqlStdOperatorTable.GROUPING);
        add(aggregates, AggregateFunction.BOOL_AND, Form.PLAIN, "bool_and", "every");
        add(aggregates, AggregateFunction.BOOL_OR, Form.PLAIN, "bool_or");
        add(aggregates, AggregateFunction.BIT_AND, Form.PLAIN, "bit_and");
        add(aggregates, AggregateFunction.BIT_OR, Form.PLAIN, "bit_or");
        add(aggregates, AggregateFunction.BIT_XOR, Form.PLAIN, "bit_xor");
        add(aggregates, AggregateFunction.VAR_POP, Form.PLAIN, "var_pop");
        add(aggregates, AggregateFunction.VAR_SAMP, Form.PLAIN, "var_samp", "variance");
        add(aggregates, AggregateFunction.STDDEV_POP, Form.PLAIN, "stddev_pop");
        add(aggregates, AggregateFunction.STDDEV_SAMP, Form.PLAIN, "stddev_samp", "stddev");
        add(aggregates, AggregateFunction.MIN, Form.PLAIN, "any_value");
        add(aggregates, AggregateFunction.FIRST, Form.BY, "arg_min", "min_by");
        aggregates.put(
                "arg_max", new LiveAggregate("arg_max", AggregateFunction.FIRST, Form.BY, true));
        aggregates.put(
                "max_by", new LiveAggregate("max_by", AggregateFunction.FIRST, Form.BY, true));
        add(aggregates, AggregateFunction.MODE, Form.OF_ORDER, "mode", "mode" + DESCENDING);
        descending(aggregates, "percentile_cont", AggregateFunction.PERCENTILE_CONT);
        descending(aggregates, "percentile_disc", AggregateFunction.PERCENTILE_DISC);
        add(aggregates, AggregateFunction.PERCENTILE_CONT, Form.SHARE_OF_ORDER, "percentile_cont");
        add(aggregates, AggregateFunction.PERCENTILE_DISC, Form.SHARE_OF_ORDER, "percentile_disc");
        for (AggregateFunction function : AggregateFunction.values()) {
            if (function.isOfPairs()) {
                add(aggregates, function, Form.PAIR, function.name().toLowerCase(Locale.ROOT));
            }
        }
        add(aggregates, AggregateFunction.JSON_AGG, Form.ORDERED, "json_agg", "jsonb_agg");
        add(
                aggregates,
                AggregateFunction.JSON_OBJECT_AGG,
                Form.KEYED,
                "json_object_agg",
                "jsonb_object_agg");
        add(aggregates, AggregateFunction.STRING_AGG, Form.SEPARATED, "string_agg");
        add(aggregates, AggregateFunction.ARRAY_AGG, Form.ORDERED, "array_agg");
        add(
                aggregates,
                AggregateFunction.APPROX_COUNT_DISTINCT,
                Form.PLAIN,
                "approx_count_distinct");
        add(
                aggregates,
                AggregateFunction.PERCENTILE_DISC,
                Form.ROUNDED_SHARE_OF_ORDER,
                "approx_percentile");
        String reversed = "approx_percentile" + DESCENDING;
        aggregates.put(
                reversed,
                new LiveAggregate(
                        reversed,
                        AggregateFunction.PERCENTILE_DISC,
                        Form.ROUNDED_SHARE_OF_ORDER,
                        true));
        return aggregates;
    }

    /** The validator finds an aggregate by its name again, so the other direction has its own. */
    private static void descending(
            Map<String, SqlOperator> aggregates, String name, AggregateFunction function) {
        String reversed = name + DESCENDING;
        aggregates.put(reversed, new LiveAggregate(reversed, function, Form.SHARE_OF_ORDER, true));
    }

    private static void add(
            Map<String, SqlOperator> aggregates,
            AggregateFunction function,
            Form form,
            String... names) {
        for (String name : names) {
            aggregates.put(name, new LiveAggregate(name, function, form, false));
        }
    }

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
                    SqlStdOperatorTable.WITHIN_GROUP,
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
