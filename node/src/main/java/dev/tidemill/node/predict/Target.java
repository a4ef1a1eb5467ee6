package dev.tidemill.node.predict;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.record.PredictorRule;
import org.jspecify.annotations.Nullable;

/** What a rule foretells as a number: 0 or 1, a class's position, or the number itself. */
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
            case NUMBER -> {
                Double number = value instanceof Number ? RowFeatures.number(value) : null;
                yield number == null ? Double.NaN : number;
            }
        };
    }

    /** The value as a table has it; null for NaN. */
    static @Nullable Object value(PredictorRule rule, double target) {
        if (Double.isNaN(target)) {
            return null;
        }
        return switch (rule.target()) {
            case BOOLEAN -> target == 1;
            case CLASSES -> rule.classes().get((int) target);
            case NUMBER -> target;
        };
    }

    static Type type(PredictorRule rule) {
        return switch (rule.target()) {
            case BOOLEAN -> Type.BOOLEAN;
            case CLASSES -> Type.TEXT;
            case NUMBER -> Type.DOUBLE;
        };
    }

    /** What scores foretell: the likeliest class, the first of several alike, or the number. */
    static double foretold(double[] scores) {
        if (scores.length == 1) {
            return scores[0];
        }
        int likeliest = 0;
        for (int i = 1; i < scores.length; i++) {
            likeliest = scores[i] > scores[likeliest] ? i : likeliest;
        }
        return likeliest;
    }

    /** The probability of true, or of the class that is foretold; null for numbers. */
    static @Nullable Double score(PredictorRule rule, double[] scores) {
        return switch (rule.target()) {
            case BOOLEAN -> scores[1];
            case CLASSES -> scores[(int) foretold(scores)];
            case NUMBER -> null;
        };
    }
}
