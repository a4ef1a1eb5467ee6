package dev.tidemill.node.predict;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.record.PredictorRule;
import org.jspecify.annotations.Nullable;

/**
 * What a rule foretells as a number: 0 or 1, a class's position, or the number itself. A choice is
 * its position, and what it brought a number.
 *
 * <p>Scores of a choice are {@link Chosen}; of what is foretold, a probability for each class or
 * the number alone.
 */
final class Target {
    private Target() {}

    /** A label's value; NaN for NULL and what the rule does not foretell. */
    static double of(PredictorRule rule, @Nullable Object value) {
        return switch (rule.target()) {
            case BOOLEAN -> value instanceof Boolean yes ? (yes ? 1 : 0) : Double.NaN;
            case CLASSES -> {
                int position = value == null ? -1 : rule.classes().indexOf(value.toString());
                yield position < 0 ? Double.NaN : position;
            }
            case NUMBER -> value instanceof Number ? number(value) : Double.NaN;
            case CHOICE -> number(value);
        };
    }

    private static double number(@Nullable Object value) {
        Double number = RowFeatures.number(value);
        return number == null ? Double.NaN : number;
    }

    /** What scores foretell, as a table has it. */
    static Object foretold(PredictorRule rule, double[] scores) {
        return switch (rule.target()) {
            case BOOLEAN -> likeliest(scores) == 1;
            case CLASSES -> rule.classes().get(likeliest(scores));
            case NUMBER -> scores[0];
            case CHOICE -> rule.classes().get(Chosen.of(scores).arm());
        };
    }

    static Type type(PredictorRule rule) {
        return switch (rule.target()) {
            case BOOLEAN -> Type.BOOLEAN;
            case CLASSES, CHOICE -> Type.TEXT;
            case NUMBER -> Type.DOUBLE;
        };
    }

    /** A label as a table has it; null for NaN. */
    static @Nullable Object label(PredictorRule rule, double label) {
        if (Double.isNaN(label)) {
            return null;
        }
        return switch (rule.target()) {
            case BOOLEAN -> label == 1;
            case CLASSES -> rule.classes().get((int) label);
            case NUMBER, CHOICE -> label;
        };
    }

    static Type labelType(PredictorRule rule) {
        return switch (rule.target()) {
            case BOOLEAN -> Type.BOOLEAN;
            case CLASSES -> Type.TEXT;
            case NUMBER, CHOICE -> Type.DOUBLE;
        };
    }

    /** The likeliest class, the first of several alike. */
    static int likeliest(double[] scores) {
        int likeliest = 0;
        for (int i = 1; i < scores.length; i++) {
            likeliest = scores[i] > scores[likeliest] ? i : likeliest;
        }
        return likeliest;
    }

    /**
     * The probability of true, of the class that is foretold, or with which a choice was made; null
     * for numbers.
     */
    static @Nullable Double score(PredictorRule rule, double[] scores) {
        return switch (rule.target()) {
            case BOOLEAN -> scores[1];
            case CLASSES -> scores[likeliest(scores)];
            case NUMBER -> null;
            case CHOICE -> Chosen.of(scores).propensity();
        };
    }
}
