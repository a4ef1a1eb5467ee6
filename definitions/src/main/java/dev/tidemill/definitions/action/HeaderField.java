package dev.tidemill.definitions.action;

import java.util.Locale;
import java.util.Set;

/** What a request's header may be (RFC 9110, section 5); its value is told to nobody. */
final class HeaderField {
    private static final String MARKS = "!#$%&'*+-.^_`|~";
    private static final int GREATEST = 0xFF;
    private static final int DELETE = 0x7F;

    /** Whoever sends requests writes these itself. */
    private static final Set<String> RESERVED =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "host",
                    "idempotency-key",
                    "tidemill-signature",
                    "tidemill-timestamp",
                    "upgrade");

    private HeaderField() {}

    static boolean isName(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(
                                c ->
                                        (c >= 'a' && c <= 'z')
                                                || (c >= 'A' && c <= 'Z')
                                                || (c >= '0' && c <= '9')
                                                || MARKS.indexOf(c) >= 0);
    }

    static boolean isReserved(String name) {
        return RESERVED.contains(name.toLowerCase(Locale.ROOT));
    }

    static boolean isValue(String value) {
        return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= GREATEST && c != DELETE));
    }
}
