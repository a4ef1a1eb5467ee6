package dev.tidemill.definitions.contract;

import java.util.List;
import java.util.Optional;

/**
 * Matches anchored patterns that are a run of ASCII characters or classes with counts, such as
 * {@code ^[A-Z]{3}$}, {@code ^\d{5}$} or {@code ^[A-Z][a-z0-9_]*$}, one byte after the other.
 *
 * <p>Only patterns where each byte decides alone are taken: an atom of variable count may be
 * followed only by atoms that share no byte with it. Everything else is left to RE2/J.
 */
final class ByteClassMatcher implements TextMatcher {
    private final List<Atom> atoms;

    private ByteClassMatcher(List<Atom> atoms) {
        this.atoms = List.copyOf(atoms);
    }

    /** Bytes of one class, so many times. */
    record Atom(boolean[] members, int minimum, int maximum) {
        boolean variable() {
            return minimum != maximum;
        }

        boolean sharesAByteWith(Atom other) {
            for (int b = 0; b < members.length; b++) {
                if (members[b] && other.members[b]) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Empty when the pattern is not of the simple kind. */
    static Optional<ByteClassMatcher> of(String pattern) {
        if (pattern.length() < 2 || !pattern.startsWith("^") || !pattern.endsWith("$")) {
            return Optional.empty();
        }
        return new ByteClassParser(pattern.substring(1, pattern.length() - 1))
                .parse()
                .filter(ByteClassMatcher::decidesByteByByte)
                .map(ByteClassMatcher::new);
    }

    private static boolean decidesByteByByte(List<Atom> atoms) {
        for (int i = 0; i < atoms.size(); i++) {
            for (int j = i + 1; atoms.get(i).variable() && j < atoms.size(); j++) {
                if (atoms.get(i).sharesAByteWith(atoms.get(j))) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public boolean matches(byte[] bytes, int start, int length) {
        int at = start;
        int end = start + length;
        for (int i = 0; i < atoms.size(); i++) {
            Atom atom = atoms.get(i);
            int count = 0;
            while (at < end
                    && count < atom.maximum()
                    && bytes[at] >= 0
                    && atom.members()[bytes[at]]) {
                at++;
                count++;
            }
            if (count < atom.minimum()) {
                return false;
            }
        }
        return at == end;
    }
}
