package dev.tidemill.engine.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression so plain that a place in a text either matches or does not, without
 * alternatives to come back to: texts and classes of ASCII characters one after another, a class
 * repeated only where what follows begins with none of its characters. Such a one is matched on the
 * bytes of UTF-8, from one place of its first text to the next.
 *
 * <p>It finds what the library would find: the leftmost match, and there is only one from a place.
 * Immutable.
 */
final class PlainRegex {
    /** No match. */
    static final long NONE = -1;

    /** The text asks for more steps than its length allows: the library knows how. */
    static final long UNDECIDED = -2;

    private static final int STEPS_MORE = 64;
    private static final int STEPS_TIMES = 4;

    /**
     * A text, or a class of characters.
     *
     * @param text null for a class
     * @param wide whether the class has all characters that are not ASCII
     * @param repeated as often as possible
     * @param least how often at least
     */
    private record Item(
            byte @Nullable [] text,
            long low,
            long high,
            boolean wide,
            boolean repeated,
            int least) {
        boolean has(byte character) {
            if (character < 0) {
                return wide;
            }
            return (((character < 64 ? low : high) >>> character) & 1) != 0;
        }

        boolean beginsLike(Item next) {
            if (next.text != null) {
                return has(next.text[0]);
            }
            return (low & next.low) != 0 || (high & next.high) != 0 || (wide && next.wide);
        }
    }

    private final List<Item> items;

    /** What stands before the items: one of these characters, or -1 for the text's begin. */
    private final int[] before;

    private final boolean fromBegin;
    private final boolean toEnd;
    private final int groupFrom;
    private final int groupTo;

    /** The place in the first text whose character is searched for. */
    private final int rare;

    private PlainRegex(Reader read) {
        this.items = List.copyOf(read.items);
        this.before = read.before;
        this.fromBegin = read.fromBegin;
        this.toEnd = read.toEnd;
        this.groupFrom = read.groupFrom;
        this.groupTo = read.groupTo;
        byte[] first = items.isEmpty() ? null : items.getFirst().text;
        this.rare = first == null ? 0 : rare(first);
    }

    /** The pattern, which the library has read already; null when it is not so plain. */
    static @Nullable PlainRegex of(String pattern, int flags) {
        if (flags != 0) {
            return null;
        }
        Reader read = new Reader(pattern);
        return read.isPlain() ? new PlainRegex(read) : null;
    }

    /**
     * The first match in {@code bytes[start..end)}.
     *
     * @return where its group, or all of it when there is none, begins (upper half) and ends;
     *     {@link #NONE}, {@link #UNDECIDED}
     */
    long find(byte[] bytes, int start, int end) {
        long steps = (long) STEPS_TIMES * (end - start) + STEPS_MORE;
        if (fromBegin) {
            return match(bytes, start, start, end, steps);
        }
        byte[] text = items.getFirst().text;
        if (text == null) {
            throw new IllegalStateException("no text to begin with");
        }
        for (int at = next(bytes, start, end, text); at >= 0; at = next(bytes, at + 1, end, text)) {
            int begin = begin(bytes, start, at);
            if (begin < 0) {
                continue;
            }
            long found = match(bytes, begin, at, end, steps);
            if (found == UNDECIDED || found >= 0) {
                return found;
            }
            // What was tried went on to where it failed, at most to the end.
            steps -= end - at;
            if (steps < 0) {
                return UNDECIDED;
            }
        }
        return NONE;
    }

    /** Where a match begins whose items begin at a place; -1 when none does. */
    private int begin(byte[] bytes, int start, int at) {
        if (before.length == 0) {
            return at;
        }
        for (int character : before) {
            if (character < 0) {
                if (at == start) {
                    return at;
                }
            } else if (at > start && bytes[at - 1] == character) {
                return at - 1;
            }
        }
        return -1;
    }

    private int next(byte[] bytes, int from, int end, byte[] text) {
        int after = end - text.length + 1 + rare;
        int at = Utf8.indexOf(bytes, from + rare, after, text[rare]);
        while (at >= 0) {
            if (Utf8.same(bytes, at - rare, text, 0, text.length)) {
                return at - rare;
            }
            at = Utf8.indexOf(bytes, at + 1, after, text[rare]);
        }
        return -1;
    }

    /** Where a text has the character that is likely to be the rarest: one that is no letter. */
    private static int rare(byte[] text) {
        for (int i = 0; i < text.length; i++) {
            boolean common = Character.isLetterOrDigit(text[i]) || text[i] == ' ' || text[i] == '/';
            if (text[i] > 0 && !common) {
                return i;
            }
        }
        return 0;
    }

    private static boolean isAt(byte[] bytes, int at, byte[] text) {
        for (int i = 1; i < text.length; i++) {
            if (bytes[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private long match(byte[] bytes, int begin, int from, int end, long steps) {
        int groupBegin = begin;
        int groupEnd = -1;
        int at = from;
        for (int i = 0; i < items.size(); i++) {
            if (i == groupFrom) {
                groupBegin = at;
            }
            Item item = items.get(i);
            if (item.text != null) {
                if (at + item.text.length > end
                        || bytes[at] != item.text[0]
                        || !isAt(bytes, at, item.text)) {
                    return NONE;
                }
                at += item.text.length;
            } else {
                int most = item.repeated ? end : Math.min(end, at + 1);
                int first = at;
                while (at < most && item.has(bytes[at])) {
                    at++;
                }
                if (at - first < item.least) {
                    return NONE;
                }
            }
            if (i + 1 == groupTo) {
                groupEnd = at;
            }
        }
        if (toEnd && at != end) {
            return NONE;
        }
        if (at - from > steps) {
            return UNDECIDED;
        }
        return ((long) groupBegin << 32) | (groupEnd < 0 ? at : groupEnd);
    }

    /** Reads a pattern as far as it is plain. */
    private static final class Reader {
        private final String pattern;
        private final List<Item> items = new ArrayList<>();
        private int[] before = new int[0];
        private boolean fromBegin;
        private boolean toEnd;
        private int groupFrom = -1;
        private int groupTo = -1;
        private int at;

        /** The text that is being read, as long as no class or group begins. */
        private final StringBuilder text = new StringBuilder();

        Reader(String pattern) {
            this.pattern = pattern;
        }

        boolean isPlain() {
            try {
                if (!read()) {
                    return false;
                }
            } catch (StringIndexOutOfBoundsException e) {
                return false;
            }
            return isSound();
        }

        private boolean read() {
            if (pattern.startsWith("^")) {
                fromBegin = true;
                at = 1;
            } else if (pattern.startsWith("(?:") && !readBefore()) {
                return false;
            }
            while (at < pattern.length()) {
                if (!readItem()) {
                    return false;
                }
            }
            flush();
            return groupFrom < 0 || groupTo >= 0;
        }

        /** {@code (?:a|b|^)} */
        private boolean readBefore() {
            at = 3;
            List<Integer> found = new ArrayList<>();
            while (true) {
                char next = pattern.charAt(at++);
                if (next == '^') {
                    found.add(-1);
                } else {
                    int literal = next == '\\' ? escaped(pattern.charAt(at++)) : plain(next);
                    if (literal < 0 || literal > 127) {
                        return false;
                    }
                    found.add(literal);
                }
                char behind = pattern.charAt(at++);
                if (behind == ')') {
                    break;
                }
                if (behind != '|') {
                    return false;
                }
            }
            before = found.stream().mapToInt(Integer::intValue).toArray();
            return !isQuantifier();
        }

        private boolean readItem() {
            char next = pattern.charAt(at++);
            return switch (next) {
                case '(' -> opens();
                case ')' -> closes();
                case '$' -> {
                    toEnd = at == pattern.length() && (groupFrom < 0 || groupTo >= 0);
                    yield toEnd;
                }
                case '[' -> readClass();
                case '.' -> add(~(1L << '\n'), -1L, true);
                case '\\' -> readEscape(pattern.charAt(at++));
                default -> plain(next) >= 0 && readLiteral(next);
            };
        }

        private boolean opens() {
            flush();
            if (groupFrom >= 0 || pattern.charAt(at) == '?') {
                return false;
            }
            groupFrom = items.size();
            return true;
        }

        private boolean closes() {
            flush();
            if (groupFrom < 0 || groupTo >= 0 || isQuantifier()) {
                return false;
            }
            groupTo = items.size();
            return groupTo > groupFrom;
        }

        private boolean readLiteral(char literal) {
            if (!isQuantifier()) {
                text.append(literal);
                return true;
            }
            return literal < 128
                    && add(
                            literal < 64 ? 1L << literal : 0,
                            literal < 64 ? 0 : 1L << literal,
                            false);
        }

        private boolean readEscape(char letter) {
            return switch (letter) {
                case 'd' -> add(DIGITS, 0, false);
                case 'w' -> add(DIGITS, LETTERS | 1L << '_', false);
                default -> {
                    int literal = escaped(letter);
                    yield literal >= 0 && readLiteral((char) literal);
                }
            };
        }

        private static final long DIGITS = ((1L << 10) - 1) << '0';
        private static final long LETTERS = (((1L << 26) - 1) << 'A') | (((1L << 26) - 1) << 'a');

        /** The character that an escape stands for; -1 when it stands for more. */
        private static int escaped(char letter) {
            boolean word = Character.isLetterOrDigit(letter) || letter == '_';
            return word || letter > 126 || letter < ' ' ? -1 : letter;
        }

        /** A character that stands for itself; -1 when it may not. */
        private static int plain(char letter) {
            return "^$()[]{}|*+?.\\".indexOf(letter) >= 0 ? -1 : letter;
        }

        private boolean isQuantifier() {
            return at < pattern.length() && "*+?{".indexOf(pattern.charAt(at)) >= 0;
        }

        private boolean readClass() {
            boolean negated = pattern.charAt(at) == '^';
            at += negated ? 1 : 0;
            long low = 0;
            long high = 0;
            boolean first = true;
            for (char next = pattern.charAt(at++); next != ']' || first; first = false) {
                int from = classCharacter(next);
                int to = from;
                if (pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']') {
                    at++;
                    to = classCharacter(pattern.charAt(at++));
                }
                if (from < 0 || to < from) {
                    return false;
                }
                for (int c = from; c <= to; c++) {
                    low |= c < 64 ? 1L << c : 0;
                    high |= c < 64 ? 0 : 1L << c;
                }
                next = pattern.charAt(at++);
            }
            return negated ? add(~low, ~high, true) : add(low, high, false);
        }

        private int classCharacter(char next) {
            if (next == '\\') {
                return escaped(pattern.charAt(at++));
            }
            return next == '[' || next == ']' || next == '^' || next > 126 ? -1 : next;
        }

        /** Adds a class with the quantifier that follows it. */
        private boolean add(long low, long high, boolean wide) {
            flush();
            boolean repeated = false;
            int least = 1;
            if (isQuantifier()) {
                char quantifier = pattern.charAt(at++);
                if (quantifier == '?' || quantifier == '{' || isQuantifier()) {
                    return false;
                }
                repeated = true;
                least = quantifier == '*' ? 0 : 1;
            }
            items.add(new Item(null, low, high, wide, repeated, least));
            return true;
        }

        private void flush() {
            if (!text.isEmpty()) {
                byte[] bytes = text.toString().getBytes(UTF_8);
                items.add(new Item(bytes, 0, 0, false, false, 1));
                text.setLength(0);
            }
        }

        /** Whether there is one way at most to match from a place, and places are easily found. */
        private boolean isSound() {
            if (items.isEmpty() || (!fromBegin && items.getFirst().text == null)) {
                return false;
            }
            byte[] text = items.getFirst().text;
            for (int character : before) {
                if (text == null || text[0] == character) {
                    return false; // from one place there might be two ways
                }
            }
            for (int i = 0; i < items.size(); i++) {
                Item item = items.get(i);
                if (item.wide && !item.repeated) {
                    return false;
                }
                if (item.repeated && i + 1 < items.size()) {
                    Item next = items.get(i + 1);
                    if (next.least == 0 || item.beginsLike(next)) {
                        return false;
                    }
                }
            }
            return true;
        }
    }
}
