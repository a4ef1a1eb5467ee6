package dev.tidemill.node.audit;

import static java.util.Objects.requireNonNull;

/**
 * A statement without its values: the log outlives what it tells of, so it holds what was asked and
 * of which tables, and nobody's data. Texts and numbers are question marks, comments are left out;
 * so is what stands in quotation marks and is no plain name, and a word with an {@code @} in it,
 * which somebody forgot to quote.
 *
 * <p>What is no SQL is read as far as it is like it; a text that does not end goes to the end.
 */
final class StatementText {
    private static final char VALUE = '?';

    private final String text;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private StatementText(String text) {
        this.text = requireNonNull(text, "text");
    }

    /**
     * For example.
     *
     * <pre>
     * SELECT * FROM people WHERE email = 'ada@example.com' LIMIT 1 -- Ada
     * SELECT * FROM people WHERE email = ? LIMIT ?
     * </pre>
     */
    static String withoutValues(String statement) {
        return new StatementText(statement).read();
    }

    private String read() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'') {
                literal(false);
            } else if (c == '"') {
                name();
            } else if (isWordStart(c)) {
                word();
            } else if (Character.isDigit(c)) {
                number();
            } else if (c == '$') {
                dollar();
            } else if (text.startsWith("--", at)) {
                at = placeOf("\n", at);
            } else if (text.startsWith("/*", at)) {
                comment();
            } else {
                out.append(c);
                at++;
            }
        }
        return out.toString().strip();
    }

    /** Where a mark is next, or the end. */
    private int placeOf(String mark, int from) {
        int found = text.indexOf(mark, from);
        return found < 0 ? text.length() : found;
    }

    /** A text up to the mark that is neither doubled nor, where that counts, behind a backslash. */
    private void literal(boolean escapes) {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && escapes) {
                at++;
            } else if (c == '\'' && !text.startsWith("''", at)) {
                break;
            } else if (c == '\'') {
                at++;
            }
            at++;
        }
        at = Math.min(at + 1, text.length());
        out.append(VALUE);
    }

    private void name() {
        int end = placeOf("\"", at + 1);
        String name = text.substring(at + 1, end);
        boolean isPlain = !name.isEmpty() && name.chars().allMatch(c -> isWord((char) c));
        out.append('"').append(isPlain ? name : String.valueOf(VALUE)).append('"');
        at = Math.min(end + 1, text.length());
    }

    private void word() {
        int end = wordEnd(at);
        String word = text.substring(at, end);
        if (end < text.length() && text.charAt(end) == '@') {
            address();
        } else if (end < text.length() && text.charAt(end) == '\'' && isPrefix(word)) {
            at = end;
            literal(word.equalsIgnoreCase("E"));
        } else {
            out.append(word);
            at = end;
        }
    }

    /** What makes a text of what is behind it: escaped, national, bits, hexadecimal digits. */
    private static boolean isPrefix(String word) {
        return word.length() == 1 && "eEnNbBxX".contains(word);
    }

    /** All of it, also what was read before its last part: ada.lovelace@example.com. */
    private void address() {
        int kept = out.length();
        while (kept > 0 && isOfAddress(out.charAt(kept - 1))) {
            kept--;
        }
        out.setLength(kept);
        while (at < text.length() && isOfAddress(text.charAt(at))) {
            at++;
        }
        out.append(VALUE);
    }

    private static boolean isOfAddress(char c) {
        return isWord(c) || "@.+-%".indexOf(c) >= 0;
    }

    private void number() {
        int end = at;
        while (end < text.length() && (isWord(text.charAt(end)) || text.charAt(end) == '.')) {
            boolean isExponent = "eE".indexOf(text.charAt(end)) >= 0;
            end++;
            if (isExponent && end < text.length() && "+-".indexOf(text.charAt(end)) >= 0) {
                end++;
            }
        }
        at = end;
        if (end < text.length() && text.charAt(end) == '@') {
            address();
        } else {
            out.append(VALUE);
        }
    }

    /** A parameter such as {@code $1}, or a text between two equal tags. */
    private void dollar() {
        int end = wordEnd(at + 1);
        boolean isTag = end < text.length() && text.charAt(end) == '$';
        if (!isTag) {
            out.append(text, at, end);
            at = end;
            return;
        }
        String tag = text.substring(at, end + 1);
        int close = text.indexOf(tag, end + 1);
        at = close < 0 ? text.length() : close + tag.length();
        out.append(VALUE);
    }

    /** Comments may hold others. */
    private void comment() {
        int depth = 0;
        do {
            if (text.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < text.length());
        at = Math.min(at, text.length());
        out.append(' ');
    }

    private int wordEnd(int from) {
        int end = from;
        while (end < text.length() && isWord(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isWordStart(char c) {
        return Character.isLetter(c) || c == '_' || Character.isSurrogate(c);
    }

    private static boolean isWord(char c) {
        return isWordStart(c) || Character.isDigit(c);
    }
}
