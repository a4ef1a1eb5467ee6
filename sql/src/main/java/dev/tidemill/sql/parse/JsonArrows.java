package dev.tidemill.sql.parse;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLambda;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Restores arrows that Calcite takes for lambdas. In {@code f(document -> 'key' = 'x')} its grammar
 * sees a parameter and a body {@code 'key' = 'x'}; here the arrow goes to the body's first operand,
 * as its precedence says.
 */
final class JsonArrows extends SqlShuttle {
    private JsonArrows() {}

    static SqlNode restored(SqlNode statement) {
        SqlNode restored = statement.accept(new JsonArrows());
        return restored == null ? statement : restored;
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        if (call instanceof SqlLambda lambda && lambda.getParameters().size() == 1) {
            SqlNode body = lambda.getExpression().accept(this);
            return body == null ? lambda : withArrow(lambda.getParameters().get(0), body);
        }
        return super.visit(call);
    }

    private static SqlNode withArrow(SqlNode document, SqlNode body) {
        boolean looser =
                body instanceof SqlCall call
                        && call.getOperator() instanceof SqlBinaryOperator operator
                        && operator.getLeftPrec() <= 2 * PostgresSyntax.ARROW_PRECEDENCE + 1;
        if (looser && body instanceof SqlCall call) {
            call.setOperand(0, withArrow(document, call.operand(0)));
            return call;
        }
        return PostgresSyntax.JSON_ARROW.createCall(
                document.getParserPosition().plus(body.getParserPosition()), document, body);
    }
}
