package dev.tidemill.pgwire.session;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a setting may be, and how its value is shown. */
enum SettingKind {
    /** Any text. */
    TEXT {
        @Override
        String read(String name, String value) {
            return value;
        }
    },
    BOOLEAN {
        @Override
        String read(String name, String value) {
            String word = value.toLowerCase(Locale.ROOT);
            if (Set.of("on", "true", "yes", "1", "t", "y").contains(word)) {
                return "on";
            }
            if (Set.of("off", "false", "no", "0", "f", "n").contains(word)) {
                return "off";
            }
            throw wrong(name, value, "it is on or off");
        }
    },
    /** Whole, of whatever size: they have no effect here. */
    INTEGER {
        @Override
        String read(String name, String value) {
            if (!value.matches("[+-]?[0-9]{1,9}")) {
                throw wrong(name, value, "it is a whole number");
            }
            return Integer.toString(Integer.parseInt(value));
        }
    },
    /** A time, in milliseconds unless a unit is named. */
    DURATION {
        @Override
        String read(String name, String value) {
            return shown(duration(name, value).toMillis());
        }
    },
    TIME_ZONE {
        @Override
        String read(String name, String value) {
            ZoneId _ = zone(name, value);
            return value;
        }
    },
    /** Texts are UTF-8 always; a client that does not know what it sends is believed. */
    ENCODING {
        @Override
        String read(String name, String value) {
            String word = value.replaceAll("[-_ ]", "").toUpperCase(Locale.ROOT);
            if (Set.of("UTF8", "UNICODE").contains(word)) {
                return "UTF8";
            }
            if (word.equals("SQLASCII")) {
                return "SQL_ASCII";
            }
            throw wrong(name, value, "clients send and are sent UTF8");
        }
    },
    /** Dates are written as ISO 8601 has them. */
    DATE_STYLE {
        @Override
        String read(String name, String value) {
            String word = value.toUpperCase(Locale.ROOT).replace(" ", "");
            if (!Set.of("ISO", "ISO,MDY", "ISO,DMY", "ISO,YMD", "MDY", "DMY", "YMD")
                    .contains(word)) {
                throw wrong(name, value, "dates are written in ISO style");
            }
            if (word.equals("ISO")) {
                return "ISO, MDY";
            }
            return "ISO, " + word.substring(word.length() - 3);
        }
    },
    /** Only what it is already. */
    FIXED {
        @Override
        String read(String name, String value) {
            throw new TidemillException(
                    ErrorCode.STATEMENT_NOT_ALLOWED,
                    "parameter \"%s\" cannot be changed".formatted(name));
        }
    };

    private static final Pattern DURATION_FORM =
            Pattern.compile("([0-9]{1,12}) *(us|ms|s|min|h|d)?");

    private static final Pattern OFFSET = Pattern.compile("([+-]?)([0-9]{1,2})(?::?([0-9]{2}))?");

    /** The value as it is kept and shown. */
    abstract String read(String name, String value);

    static TidemillException wrong(String name, String value, String hint) {
        return new TidemillException(
                        ErrorCode.INVALID_ARGUMENT,
                        "invalid value for parameter \"%s\": \"%s\"".formatted(name, value))
                .withHint(hint);
    }

    static Duration duration(String name, String value) {
        Matcher form = DURATION_FORM.matcher(value.strip());
        if (!form.matches()) {
            throw wrong(name, value, "a time is a number with us, ms, s, min, h or d");
        }
        long count = Long.parseLong(form.group(1));
        String unit = form.group(2) == null ? "ms" : form.group(2);
        return switch (unit) {
            case "us" -> Duration.ofNanos(Math.multiplyExact(count, 1000));
            case "s" -> Duration.ofSeconds(count);
            case "min" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofMillis(count);
        };
    }

    /** As PostgreSQL shows it: in the greatest unit that it is a whole number of. */
    private static String shown(long millis) {
        if (millis == 0) {
            return "0";
        }
        long[] sizes = {86_400_000, 3_600_000, 60_000, 1_000};
        String[] units = {"d", "h", "min", "s"};
        for (int i = 0; i < sizes.length; i++) {
            if (millis % sizes[i] == 0) {
                return millis / sizes[i] + units[i];
            }
        }
        return millis + "ms";
    }

    /**
     * A zone by its name, or by hours east of Greenwich. A name such as {@code UTC+3} counts west,
     * as POSIX has it.
     */
    static ZoneId zone(String name, String value) {
        String text = value.strip();
        try {
            Matcher offset = OFFSET.matcher(text);
            if (offset.matches()) {
                return offset(offset, 1);
            }
            String upper = text.toUpperCase(Locale.ROOT);
            if (upper.equals("LOCAL") || upper.equals("DEFAULT")) {
                return ZoneOffset.UTC;
            }
            if (upper.startsWith("GMT") || upper.startsWith("UTC")) {
                Matcher west = OFFSET.matcher(text.substring(3));
                return west.matches() ? offset(west, -1) : ZoneId.of(upper);
            }
            for (String id : ZoneId.getAvailableZoneIds()) {
                if (id.equalsIgnoreCase(text)) {
                    return ZoneId.of(id);
                }
            }
        } catch (DateTimeException e) {
            throw wrong(name, value, "a zone is a name such as Europe/Berlin, or hours as +02");
        }
        throw wrong(name, value, "a zone is a name such as Europe/Berlin, or hours as +02");
    }

    private static ZoneOffset offset(Matcher offset, int east) {
        int hours = Integer.parseInt(offset.group(2));
        int minutes = offset.group(3) == null ? 0 : Integer.parseInt(offset.group(3));
        int sign = (offset.group(1).equals("-") ? -1 : 1) * east;
        return ZoneOffset.ofTotalSeconds(sign * (hours * 3600 + minutes * 60));
    }
}
