package dev.tidemill.node.pgcatalog.evaluate;

/** LIKE: {@code %} for any characters, {@code _} for one, a backslash before what is meant. */
final class LikePattern {
    private LikePattern() {}

    /** In time proportional to both lengths at worst: it goes back to the last {@code %} only. */
    static boolean matches(String text, String pattern) {
        int t = 0;
        int p = 0;
        int star = -1;
        int from = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '%') {
                star = p++;
                from = t;
            } else if (p < pattern.length() && fits(text.charAt(t), pattern, p)) {
                p += pattern.charAt(p) == '\\' && p + 1 < pattern.length() ? 2 : 1;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++from;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '%') {
            p++;
        }
        return p == pattern.length();
    }

    private static boolean fits(char c, String pattern, int at) {
        char wanted = pattern.charAt(at);
        if (wanted == '\\' && at + 1 < pattern.length()) {
            return c == pattern.charAt(at + 1);
        }
        return wanted == '_' || wanted == c;
    }

    /** The pattern with a backslash where it has another escape. */
    static String escaped(String pattern, String escape) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (!escape.isEmpty() && c == escape.charAt(0) && i + 1 < pattern.length()) {
                text.append('\\').append(pattern.charAt(++i));
            } else if (c == '\\') {
                text.append("\\\\");
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
