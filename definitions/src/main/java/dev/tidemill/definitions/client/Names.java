package dev.tidemill.definitions.client;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of tables and columns as languages write them. */
final class Names {
    /** Words that no field may be named in Java, TypeScript or Python. */
    private static final Set<String> RESERVED =
            Stream.of(
                            ("abstract and as assert async await boolean break byte case catch char class"
                                            + " const continue def default del delete do double elif else enum"
                                            + " except export extends false final finally float for from function"
                                            + " global goto if implements import in instanceof int interface is"
                                            + " lambda let long native new none nonlocal not null or package pass"
                                            + " private protected public raise return short static strictfp super"
                                            + " switch synchronized this throw throws transient true try typeof"
                                            + " var void volatile while with yield clone finalize getclass hashcode"
                                            + " notify notifyall tostring wait table columns values violations")
                                    .split(" "))
                    .collect(Collectors.toUnmodifiableSet());

    private Names() {}

    /** {@code order_placed} as {@code OrderPlaced}. */
    static String type(String name) {
        StringBuilder type = new StringBuilder();
        for (String word : name.split("_", -1)) {
            if (!word.isEmpty()) {
                type.append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                        .append(word, 1, word.length());
            }
        }
        return type.isEmpty() || Character.isDigit(type.charAt(0)) ? "T" + type : type.toString();
    }

    /** {@code order_id} as {@code orderId}. */
    static String field(String name) {
        String type = type(name);
        return free(type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1));
    }

    /** A name that is no word of a language. */
    static String free(String name) {
        return RESERVED.contains(name.toLowerCase(Locale.ROOT)) ? name + "_" : name;
    }

    /** A text in double quotes, as all three languages and JSON read it. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> {
                    if (c < ' ') {
                        quoted.append("\\u%04x".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
