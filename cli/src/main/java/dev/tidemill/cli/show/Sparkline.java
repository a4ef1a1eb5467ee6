package dev.tidemill.cli.show;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers as a line of bars, one a character, from the least to the greatest of them. */
public final class Sparkline {
    private static final String BARS = "▁▂▃▄▅▆▇█";

    private Sparkline() {}

    /** A blank for each number that is not known; numbers that are all alike are in the middle. */
    public static String of(List<@Nullable Double> numbers) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (Double number : numbers) {
            if (number != null) {
                least = Math.min(least, number);
                greatest = Math.max(greatest, number);
            }
        }
        StringBuilder line = new StringBuilder(numbers.size());
        for (Double number : numbers) {
            line.append(number == null ? ' ' : bar(number, least, greatest));
        }
        return line.toString();
    }

    private static char bar(double number, double least, double greatest) {
        int top = BARS.length() - 1;
        return greatest > least
                ? BARS.charAt((int) Math.round((number - least) / (greatest - least) * top))
                : BARS.charAt(top / 2);
    }
}
