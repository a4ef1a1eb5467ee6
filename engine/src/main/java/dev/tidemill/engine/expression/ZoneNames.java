package dev.tidemill.engine.expression;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Zones by name, in any case, and offsets. As a zone's name PostgreSQL reads an offset by POSIX's
 * rule, west of Greenwich being positive: {@code +02} is two hours behind UTC.
 */
final class ZoneNames {
    private static final Map<String, ZoneId> REGIONS = regions();
    private static final Pattern OFFSET =
            Pattern.compile("([A-Za-z]*)([+-]?)([0-9]{1,2})(?::([0-9]{2})(?::([0-9]{2}))?)?");

    private ZoneNames() {}

    private static Map<String, ZoneId> regions() {
        Map<String, ZoneId> regions = new HashMap<>();
        for (String id : ZoneId.getAvailableZoneIds()) {
            if (!id.startsWith("SystemV/")) {
                regions.put(id.toLowerCase(Locale.ROOT), ZoneId.of(id));
            }
        }
        regions.put("utc", ZoneOffset.UTC);
        regions.put("gmt", ZoneOffset.UTC);
        regions.put("z", ZoneOffset.UTC);
        regions.put("est", ZoneOffset.ofHours(-5));
        regions.put("mst", ZoneOffset.ofHours(-7));
        regions.put("hst", ZoneOffset.ofHours(-10));
        return Map.copyOf(regions);
    }

    /** Null when there is none of the name. */
    static @Nullable ZoneId zone(String name) {
        ZoneId region = REGIONS.get(name.toLowerCase(Locale.ROOT));
        Matcher offset = OFFSET.matcher(name);
        return region == null && offset.matches() ? offset(offset) : region;
    }

    private static @Nullable ZoneId offset(Matcher offset) {
        int seconds =
                3600 * Integer.parseInt(offset.group(3))
                        + 60 * number(offset.group(4))
                        + number(offset.group(5));
        try {
            return ZoneOffset.ofTotalSeconds(offset.group(2).equals("-") ? seconds : -seconds);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
