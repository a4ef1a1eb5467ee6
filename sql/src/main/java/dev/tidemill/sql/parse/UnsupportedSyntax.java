package dev.tidemill.sql.parse;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.sql.validate.SqlErrors;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Refuses, where it stands, what parses but cannot be kept live. */
public final class UnsupportedSyntax {
    private static final ExpressionCheck EXPRESSION = new ExpressionCheck();

    private UnsupportedSyntax() {}

    public static void refuse(SqlNode statement) {
        query(statement);
    }

    private static void query(SqlNode node) {
        switch (node.getKind()) {
            case SELECT -> select((SqlSelect) node);
            case ORDER_BY -> ordered((SqlOrderBy) node);
            case WITH -> with((SqlWith) node);
            case UNION, INTERSECT, EXCEPT ->
                    ((SqlCall) node).getOperandList().forEach(UnsupportedSyntax::query);
            case VALUES -> values((SqlCall) node);
            case EXPLICIT_TABLE ->
                    throw SqlErrors.unsupported(node, "TABLE").withHint("Use SELECT * FROM.");
            default ->
                    throw SqlErrors.at(
                                    node.getParserPosition(),
                                    ErrorCode.STATEMENT_NOT_ALLOWED,
                                    "a live table is a SELECT, not " + node.getKind())
                            .withHint("Start the definition with SELECT or WITH.");
        }
    }

    private static void values(SqlCall values) {
        for (SqlNode row : values.getOperandList()) {
            ((SqlCall) row).getOperandList().forEach(UnsupportedSyntax::expression);
        }
    }

    private static void ordered(SqlOrderBy node) {
        query(node.query);
        expression(node.orderList);
    }

    private static void with(SqlWith node) {
        for (SqlNode item : node.withList) {
            if (((SqlWithItem) item).recursive.booleanValue()) {
                throw SqlErrors.unsupported(item, "WITH RECURSIVE");
            }
            query(((SqlWithItem) item).query);
        }
        query(node.body);
    }

    private static void select(SqlSelect select) {
        expression(select.getSelectList());
        from(select.getFrom());
        expression(select.getWhere());
        groupBy(select.getGroup());
        expression(select.getHaving());
        expression(select.getOrderList());
        expression(select.getQualify());
    }

    /** A list in parentheses is a grouping here, not a row value. */
    private static void groupBy(@Nullable SqlNodeList items) {
        if (items == null) {
            return;
        }
        for (SqlNode item : items) {
            switch (item.getKind()) {
                case GROUPING_SETS, ROLLUP, CUBE, ROW ->
                        ((SqlCall) item)
                                .getOperandList()
                                .forEach(
                                        operand ->
                                                groupBy(
                                                        operand instanceof SqlNodeList list
                                                                ? list
                                                                : SqlNodeList.of(operand)));
                default -> expression(item);
            }
        }
    }

    private static void from(@Nullable SqlNode node) {
        if (node == null) {
            return;
        }
        switch (node.getKind()) {
            case IDENTIFIER -> {}
            case TABLE_REF -> from(((SqlCall) node).operand(0));
            case AS -> from(((SqlCall) node).operand(0));
            case JOIN -> join((SqlJoin) node);
            case SELECT, ORDER_BY, WITH, UNION, VALUES, INTERSECT, EXCEPT -> query(node);
            case LATERAL -> from(((SqlCall) node).operand(0));
            case UNNEST -> unnest((SqlCall) node);
            case TABLESAMPLE -> throw SqlErrors.unsupported(node, "TABLESAMPLE");
            case MATCH_RECOGNIZE -> throw SqlErrors.unsupported(node, "MATCH_RECOGNIZE");
            case PIVOT, UNPIVOT -> throw SqlErrors.unsupported(node, node.getKind().sql);
            case SNAPSHOT -> throw SqlErrors.unsupported(node, "FOR SYSTEM_TIME");
            case COLLECTION_TABLE -> throw SqlErrors.unsupported(node, "a table function");
            default -> throw SqlErrors.unsupported(node, "this kind of table");
        }
    }

    private static void unnest(SqlCall unnest) {
        if (unnest.operandCount() != 1) {
            throw SqlErrors.unsupported(unnest, "UNNEST of several arrays")
                    .withHint(
                            "UNNEST one WITH ORDINALITY and take the others' elements by position.");
        }
        expression(unnest.operand(0));
    }

    private static void join(SqlJoin join) {
        from(join.getLeft());
        from(join.getRight());
        expression(join.getCondition());
        JoinType type = join.getJoinType();
        switch (type) {
            case INNER, LEFT, RIGHT, FULL, COMMA, CROSS -> {}
            case ASOF, LEFT_ASOF ->
                    throw SqlErrors.unsupported(join.getJoinTypeNode(), "ASOF JOIN without ON")
                            .withHint("Write ON t.symbol = q.symbol AND t.at >= q.at.");
            case LEFT_SEMI_JOIN ->
                    throw SqlErrors.unsupported(join.getJoinTypeNode(), "SEMI JOIN")
                            .withHint("Write WHERE EXISTS (SELECT … WHERE …).");
            case LEFT_ANTI_JOIN ->
                    throw SqlErrors.unsupported(join.getJoinTypeNode(), "ANTI JOIN")
                            .withHint("Write WHERE NOT EXISTS (SELECT … WHERE …).");
            default -> throw SqlErrors.unsupported(join.getJoinTypeNode(), type + " JOIN");
        }
    }

    private static void expression(@Nullable SqlNode node) {
        if (node != null) {
            node.accept(EXPRESSION);
        }
    }

    /** Looks through expressions; a query among them is a subquery. */
    private static final class ExpressionCheck extends SqlBasicVisitor<@Nullable Void> {
        @Override
        public @Nullable Void visit(SqlCall call) {
            switch (call.getKind()) {
                case SELECT, ORDER_BY, UNION, INTERSECT, EXCEPT, WITH, VALUES -> {
                    query(call);
                    return null;
                }
                case IN, NOT_IN -> {
                    return in(call);
                }
                case WITHIN_DISTINCT, RESPECT_NULLS, IGNORE_NULLS ->
                        throw SqlErrors.unsupported(call, call.getKind().sql.replace('_', ' '));
                case SOME, ALL -> quantified(call);
                case OVERLAPS -> {
                    for (SqlNode period : call.getOperandList()) {
                        ((SqlCall) period).getOperandList().forEach(UnsupportedSyntax::expression);
                    }
                    return null;
                }
                case ROW -> throw SqlErrors.unsupported(call, "a row value");
                case MULTISET_VALUE_CONSTRUCTOR, MAP_VALUE_CONSTRUCTOR ->
                        throw SqlErrors.unsupported(call, "a multiset or map");
                case ARRAY_QUERY_CONSTRUCTOR, MULTISET_QUERY_CONSTRUCTOR, MAP_QUERY_CONSTRUCTOR ->
                        throw SqlErrors.unsupported(call, "an array of a subquery")
                                .withHint("Join the table and aggregate it.");
                default -> {}
            }
            return super.visit(call);
        }

        /** {@code = ANY (array)} and {@code <> ALL (array)}. */
        private static void quantified(SqlCall call) {
            SqlQuantifyOperator operator = (SqlQuantifyOperator) call.getOperator();
            if (!(call.operand(1) instanceof SqlNodeList values)) {
                return;
            }
            boolean isKnown =
                    call.getKind() == SqlKind.SOME
                            ? operator.comparisonKind == SqlKind.EQUALS
                            : operator.comparisonKind == SqlKind.NOT_EQUALS;
            boolean ofArray = values.size() == 1;
            if (!isKnown || !ofArray) {
                throw SqlErrors.unsupported(call, operator.getName())
                        .withHint("There are = ANY (array) and <> ALL (array).");
            }
        }

        /** Before a subquery, several values may stand in parentheses. */
        private @Nullable Void in(SqlCall call) {
            SqlNode values = call.operand(0);
            if (values.getKind() == SqlKind.ROW && !(call.operand(1) instanceof SqlNodeList)) {
                ((SqlCall) values).getOperandList().forEach(value -> value.accept(this));
                SqlNode query = call.operand(1);
                return query.accept(this);
            }
            return super.visit(call);
        }

        @Override
        public @Nullable Void visit(SqlDynamicParam parameter) {
            throw SqlErrors.unsupported(parameter, "a parameter");
        }

        @Override
        public @Nullable Void visit(SqlLiteral literal) {
            return null;
        }

        @Override
        public @Nullable Void visit(SqlIdentifier id) {
            return null;
        }
    }
}
