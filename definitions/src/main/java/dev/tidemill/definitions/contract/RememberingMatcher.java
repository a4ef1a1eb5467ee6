package dev.tidemill.definitions.contract;

import dev.tidemill.algebra.column.BytesColumn;
import java.util.Arrays;

/**
 * Asks a costly matcher once per distinct text of a batch, as far as its places reach. Owned by one
 * check.
 *
 * <p>Invariant: a used place holds where an asked text starts in the batch's bytes, its length, and
 * the answer; another text with the same place takes it over.
 */
final class RememberingMatcher implements TextMatcher {
    private static final int PLACES_MAX = 4096;

    private final TextMatcher matcher;
    private final int[] starts;
    private final int[] lengths;
    private final boolean[] answers;

    RememberingMatcher(TextMatcher matcher, BytesColumn texts) {
        this.matcher = matcher;
        int places = Integer.highestOneBit(Math.clamp(texts.size(), 16, PLACES_MAX / 2)) * 2;
        this.starts = new int[places];
        this.lengths = new int[places];
        this.answers = new boolean[places];
        Arrays.fill(lengths, -1);
    }

    @Override
    public boolean matches(byte[] bytes, int start, int length) {
        int place = ByteHash.of(bytes, start, length) & (lengths.length - 1);
        int known = starts[place];
        boolean same =
                lengths[place] == length
                        && Arrays.equals(
                                bytes, known, known + length, bytes, start, start + length);
        if (!same) {
            answers[place] = matcher.matches(bytes, start, length);
            starts[place] = start;
            lengths[place] = length;
        }
        return answers[place];
    }
}
