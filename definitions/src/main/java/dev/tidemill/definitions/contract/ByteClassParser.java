package dev.tidemill.definitions.contract;

import dev.tidemill.definitions.contract.ByteClassMatcher.Atom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the simple patterns of {@link ByteClassMatcher}; gives up on the first thing that is not
 * simple. Owned by one call.
 */
final class ByteClassParser {
    private static final int ASCII = 128;
    private static final String SPECIAL = "^$.|?*+()[]{}\\";

    private final String pattern;
    private int at;

    ByteClassParser(String pattern) {
        this.pattern = pattern;
    }

    Optional<List<Atom>> parse() {
        List<Atom> atoms = new ArrayList<>();
        while (at < pattern.length()) {
            boolean[] members = members();
            Atom atom = members == null ? null : counted(members);
            if (atom == null) {
                return Optional.empty();
            }
            atoms.add(atom);
        }
        return Optional.of(atoms);
    }

    private boolean @Nullable [] members() {
        char c = pattern.charAt(at++);
        if (c == '[') {
            return bracket();
        }
        if (c == '\\') {
            return escape();
        }
        return c >= ASCII || SPECIAL.indexOf(c) >= 0 ? null : only(c);
    }

    /** The rest of a class like {@code A-Z0-9_}; negated ones reach beyond ASCII. */
    private boolean @Nullable [] bracket() {
        boolean[] members = new boolean[ASCII];
        int first = at;
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            char from = pattern.charAt(at++);
            boolean plain = from < ASCII && "^[\\-".indexOf(from) < 0;
            if (!plain && !(from == '-' && isEdge(first))) {
                return null;
            }
            char to = rangeEnd(from);
            if (to >= ASCII || to < from || "[\\]".indexOf(to) >= 0) {
                return null;
            }
            Arrays.fill(members, from, to + 1, true);
        }
        boolean closed = at++ < pattern.length() && at - 1 > first;
        return closed ? members : null;
    }

    /** Whether the minus just read is the first or the last of its class. */
    private boolean isEdge(int first) {
        return at - 1 == first || (at < pattern.length() && pattern.charAt(at) == ']');
    }

    private char rangeEnd(char from) {
        boolean range =
                at + 1 < pattern.length()
                        && pattern.charAt(at) == '-'
                        && pattern.charAt(at + 1) != ']';
        if (!range) {
            return from;
        }
        at += 2;
        return pattern.charAt(at - 1);
    }

    private boolean @Nullable [] escape() {
        if (at == pattern.length()) {
            return null;
        }
        char c = pattern.charAt(at++);
        if (c == 'd') {
            boolean[] digits = new boolean[ASCII];
            Arrays.fill(digits, '0', '9' + 1, true);
            return digits;
        }
        return SPECIAL.indexOf(c) >= 0 || c == '-' ? only(c) : null;
    }

    private static boolean[] only(char c) {
        boolean[] members = new boolean[ASCII];
        members[c] = true;
        return members;
    }

    private @Nullable Atom counted(boolean[] members) {
        if (at == pattern.length()) {
            return new Atom(members, 1, 1);
        }
        Atom atom =
                switch (pattern.charAt(at)) {
                    case '?' -> new Atom(members, 0, 1);
                    case '*' -> new Atom(members, 0, Integer.MAX_VALUE);
                    case '+' -> new Atom(members, 1, Integer.MAX_VALUE);
                    case '{' -> braces(members);
                    default -> new Atom(members, 1, 1);
                };
        boolean quantified = "?*+{".indexOf(pattern.charAt(at)) >= 0;
        if (atom == null || !quantified) {
            return atom;
        }
        at = pattern.charAt(at) == '{' ? pattern.indexOf('}', at) + 1 : at + 1;
        // A second quantifier would make the first one lazy.
        boolean plain = at == pattern.length() || "?*+{".indexOf(pattern.charAt(at)) < 0;
        return plain ? atom : null;
    }

    private @Nullable Atom braces(boolean[] members) {
        int end = pattern.indexOf('}', at);
        String[] counts = end < 0 ? new String[0] : pattern.substring(at + 1, end).split(",", -1);
        boolean numbers = counts.length == 1 || counts.length == 2;
        for (int i = 0; numbers && i < counts.length; i++) {
            boolean open = i == 1 && counts[i].isEmpty();
            numbers = open || counts[i].matches("[0-9]{1,4}");
        }
        if (!numbers) {
            return null;
        }
        int minimum = Integer.parseInt(counts[0]);
        int maximum = counts.length == 1 ? minimum : maximum(counts[1]);
        return maximum < minimum ? null : new Atom(members, minimum, maximum);
    }

    private static int maximum(String count) {
        return count.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(count);
    }
}
