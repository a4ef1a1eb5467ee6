package dev.tidemill.definitions.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 7 days}, {@code 1 hour}, {@code 250ms}, {@code PT1H}. */
public final class DurationText {
    public static final String HINT = "write it like 7 days, 1 hour, 5s or 250ms";

    private static final Pattern AMOUNT_AND_UNIT =
            Pattern.compile("(\\d{1,12})\\s*([a-z]+)", Pattern.CASE_INSENSITIVE);

    private DurationText() {}

    /** Empty when the text is no duration. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = AMOUNT_AND_UNIT.matcher(text.trim());
        return matcher.matches()
                ? ofUnit(Long.parseLong(matcher.group(1)), matcher.group(2))
                : ofIso(text.trim());
    }

    /** A duration in the largest of the units that it is a whole number of. */
    public static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + (seconds == 86_400 ? " day" : " days");
        }
        return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds + "s";
    }

    private static Optional<Duration> ofUnit(long amount, String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "ms", "millisecond", "milliseconds" -> Optional.of(Duration.ofMillis(amount));
            case "s", "sec", "second", "seconds" -> Optional.of(Duration.ofSeconds(amount));
            case "m", "min", "minute", "minutes" -> Optional.of(Duration.ofMinutes(amount));
            case "h", "hour", "hours" -> Optional.of(Duration.ofHours(amount));
            case "d", "day", "days" -> Optional.of(Duration.ofDays(amount));
            default -> Optional.empty();
        };
    }

    private static Optional<Duration> ofIso(String text) {
        try {
            Duration duration = Duration.parse(text);
            return duration.isNegative() ? Optional.empty() : Optional.of(duration);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
