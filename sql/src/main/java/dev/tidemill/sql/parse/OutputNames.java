package dev.tidemill.sql.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/** Names the columns of the outermost SELECT that have no name, as PostgreSQL does. */
public final class OutputNames {
    private OutputNames() {}

    /** The same statement; a column that PostgreSQL would not name either is left as it is. */
    public static SqlNode given(SqlNode statement) {
        SqlSelect select = first(statement);
        if (select != null) {
            List<SqlNode> items = new ArrayList<>();
            for (SqlNode item : select.getSelectList()) {
                items.add(named(item));
            }
            select.setSelectList(
                    new SqlNodeList(items, select.getSelectList().getParserPosition()));
        }
        return statement;
    }

    private static @Nullable SqlSelect first(SqlNode node) {
        return switch (node) {
            case SqlSelect select -> select;
            case SqlOrderBy ordered -> first(ordered.query);
            case SqlWith with -> first(with.body);
            case SqlCall call when SqlKind.SET_QUERY.contains(call.getKind()) ->
                    first(call.operand(0));
            default -> null;
        };
    }

    private static SqlNode named(SqlNode item) {
        if (item.getKind() == SqlKind.AS || item instanceof SqlIdentifier) {
            return item;
        }
        String name = name(item);
        return name == null
                ? item
                : SqlStdOperatorTable.AS.createCall(
                        item.getParserPosition(),
                        item,
                        new SqlIdentifier(name, item.getParserPosition()));
    }

    private static @Nullable String name(SqlNode item) {
        if (item instanceof SqlIdentifier id) {
            return id.names.getLast();
        }
        if (!(item instanceof SqlCall call)) {
            return null;
        }
        return switch (call.getKind()) {
            case CAST, FILTER, OVER -> name(call.operand(0));
            case CASE -> "case";
            case EXTRACT, FLOOR, CEIL, TRIM, POSITION ->
                    call.getOperator().getName().toLowerCase(Locale.ROOT);
            default ->
                    call.getOperator() instanceof SqlUnresolvedFunction function
                            ? SqlValidatorUtil.alias(function.getNameAsId(), 0)
                                    .toLowerCase(Locale.ROOT)
                            : null;
        };
    }
}
