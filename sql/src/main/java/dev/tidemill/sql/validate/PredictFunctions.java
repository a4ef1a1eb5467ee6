package dev.tidemill.sql.validate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.CatalogTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * {@code PREDICT('buys', id)} and {@code PREDICT_VALUE('buys', id)}: what a predictor foretold of a
 * key, from the table with its predictions. NULL while there is none, and for a key with a NULL.
 */
public final class PredictFunctions {
    private static final String SCORE = "predict";
    private static final String VALUE = "predict_value";
    private static final String PREFIX = "tidemill.predictions_";

    private PredictFunctions() {}

    /** Whether a function of this name, in any case, is one of them. */
    public static boolean isOne(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return small.equals(SCORE) || small.equals(VALUE);
    }

    /** The table with what a predictor has foretold. */
    public static String table(String predictor) {
        return PREFIX + predictor;
    }

    static boolean isOfPredictions(CatalogTable table) {
        return table.name().startsWith(PREFIX);
    }

    /** The predictor that a call names; null when it names none. */
    public static @Nullable String predictor(SqlCall call) {
        return call.operandCount() > 0 && call.operand(0) instanceof SqlCharStringLiteral name
                ? name.getValueAs(String.class)
                : null;
    }

    /**
     * The function of a call.
     *
     * @param tables those that the statement reads
     * @param names of all tables
     * @throws TidemillException UNKNOWN_PREDICTOR, at its place
     */
    public static LiveFunction of(
            SqlCall call, List<CatalogTable> tables, Collection<String> names) {
        String function = call.getOperator().getName().toLowerCase(Locale.ROOT);
        String predictor = predictor(call);
        if (predictor == null) {
            throw SqlErrors.at(
                            call.getParserPosition(),
                            ErrorCode.INVALID_ARGUMENT,
                            "%s names its predictor as a constant text"
                                    .formatted(function.toUpperCase(Locale.ROOT)))
                    .withHint("PREDICT('name', key)");
        }
        for (CatalogTable table : tables) {
            if (table.name().equals(table(predictor))) {
                return new LiveFunction(
                        LiveFunction.Form.FUNCTION,
                        function,
                        List.of(arguments -> resolved(function, predictor, table, arguments)));
            }
        }
        throw unknown(predictor, call.operand(0), names);
    }

    private static TidemillException unknown(
            String predictor, SqlNode at, Collection<String> names) {
        List<String> predictors =
                names.stream()
                        .filter(name -> name.startsWith(PREFIX))
                        .map(name -> name.substring(PREFIX.length()))
                        .toList();
        TidemillException error =
                SqlErrors.at(
                        at.getParserPosition(),
                        ErrorCode.UNKNOWN_PREDICTOR,
                        "there is no predictor " + predictor);
        String nearest = NearNames.nearest(predictor, predictors);
        if (nearest != null) {
            return error.withHint("Did you mean \"" + nearest + "\"?");
        }
        return predictors.isEmpty()
                ? error
                : error.withHint("The predictors are " + String.join(", ", predictors) + ".");
    }

    private static FunctionRule.Resolved resolved(
            String function, String predictor, CatalogTable table, List<ArgumentType> arguments) {
        Schema schema = table.schema();
        List<Type> parameters = new ArrayList<>();
        parameters.add(Type.TEXT);
        table.key().forEach(column -> parameters.add(schema.type(column)));
        String wanted =
                table.key().stream()
                        .map(
                                column ->
                                        schema.field(column).name()
                                                + " "
                                                + schema.type(column).sqlName())
                        .collect(Collectors.joining(", "));
        if (arguments.size() != parameters.size()) {
            throw new TidemillException(
                            ErrorCode.UNKNOWN_FUNCTION,
                            "%s('%s', …) takes a key of %d values, and not %d"
                                    .formatted(
                                            function,
                                            predictor,
                                            parameters.size() - 1,
                                            arguments.size() - 1))
                    .withHint("The key is (" + wanted + ").");
        }
        for (int i = 1; i < parameters.size(); i++) {
            if (!takes(parameters.get(i), arguments.get(i))) {
                throw new TidemillException(
                                ErrorCode.TYPE_MISMATCH,
                                "%s of the key of %s is %s, and not %s"
                                        .formatted(
                                                schema.field(table.key().get(i - 1)).name(),
                                                predictor,
                                                parameters.get(i).sqlName(),
                                                arguments.get(i).describe()))
                        .withHint("Cast it to " + parameters.get(i).sqlName() + ".");
            }
        }
        return new FunctionRule.Resolved(
                parameters,
                schema.type(column(function, schema)),
                (_, _) -> {
                    throw new IllegalStateException("a call of " + function + " was left");
                });
    }

    private static boolean takes(Type key, ArgumentType argument) {
        return argument.fits(key) || (key == Type.BIGINT && argument.is(Type.INTEGER));
    }

    /** The score; of a predictor of numbers, which has none, the number. */
    static int column(String function, Schema predictions) {
        int value = predictions.indexOf("prediction");
        boolean isScore = function.equals(SCORE) && predictions.type(value) != Type.DOUBLE;
        return isScore ? predictions.indexOf("score") : value;
    }
}
