package dev.tidemill.cli.show;

import java.time.Duration;
import java.util.Locale;

/** Counts, sizes, rates and durations in the fewest characters that still tell the size. */
public final class Amount {
    private static final String[] BYTE_UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};
    private static final double BYTE_STEP = 1000;

    private Amount() {}

    /** {@code 1234567} as {@code 1,234,567}. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** {@code 12_345_678} as {@code 12.3 MB}, in steps of 1000. */
    public static String bytes(long value) {
        double rest = value;
        int unit = 0;
        while (Math.abs(rest) >= BYTE_STEP && unit < BYTE_UNITS.length - 1) {
            rest /= BYTE_STEP;
            unit++;
        }
        return (unit == 0 ? Long.toString(value) : significant(rest)) + " " + BYTE_UNITS[unit];
    }

    /** Events in a second: {@code 0.25/s}, {@code 5,123/s}. */
    public static String rate(double perSecond) {
        return number(perSecond) + "/s";
    }

    /** At most three decimals for a small number, none for a large one. */
    public static String number(double value) {
        if (value == 0) {
            return "0";
        }
        return Math.abs(value) >= 100 ? count(Math.round(value)) : significant(value);
    }

    /** {@code 0.42} as {@code 0.42 ms}, {@code 2500} as {@code 2.5 s}. */
    public static String millis(double millis) {
        if (Math.abs(millis) < 1000) {
            return number(millis) + " ms";
        }
        return duration(Duration.ofMillis(Math.round(millis)));
    }

    /**
     * The two largest units: {@code 2.5 s}, {@code 3 min 20 s}, {@code 4 h 5 min}, {@code 3 d 4 h}.
     */
    public static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return number(Math.round(duration.toMillis() / 100.0) / 10.0) + " s";
        }
        if (seconds < 3600) {
            return twoUnits(seconds, 60, "min", "s");
        }
        if (seconds < 86_400) {
            return twoUnits(seconds / 60, 60, "h", "min");
        }
        return twoUnits(seconds / 3600, 24, "d", "h");
    }

    private static String twoUnits(long small, long ratio, String largeUnit, String smallUnit) {
        long rest = small % ratio;
        return small / ratio + " " + largeUnit + (rest == 0 ? "" : " " + rest + " " + smallUnit);
    }

    private static String significant(double value) {
        double size = Math.abs(value);
        String pattern = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f";
        String text = String.format(Locale.ROOT, pattern, value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
