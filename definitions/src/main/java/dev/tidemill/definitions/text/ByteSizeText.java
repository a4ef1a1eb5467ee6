package dev.tidemill.definitions.text;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as people write them: {@code 16 MiB}, {@code 64KiB}, {@code 1 GB}, {@code 4096}, {@code
 * 4G}.
 */
public final class ByteSizeText {
    public static final String HINT = "write it like 16 MiB, 64 KiB or 1 GiB";

    private static final Pattern AMOUNT_AND_UNIT =
            Pattern.compile("(\\d{1,9})\\s*([a-z]*)", Pattern.CASE_INSENSITIVE);

    private ByteSizeText() {}

    /** Empty when the text is no size. */
    public static OptionalLong parse(String text) {
        Matcher matcher = AMOUNT_AND_UNIT.matcher(text.trim());
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long factor = factor(matcher.group(2).toLowerCase(Locale.ROOT));
        return factor == 0
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(matcher.group(1)) * factor);
    }

    private static long factor(String unit) {
        return switch (unit) {
            case "", "b" -> 1;
            case "k", "kib" -> 1L << 10;
            case "m", "mib" -> 1L << 20;
            case "g", "gib" -> 1L << 30;
            case "kb" -> 1_000;
            case "mb" -> 1_000_000;
            case "gb" -> 1_000_000_000;
            default -> 0;
        };
    }
}
