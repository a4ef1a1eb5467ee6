package dev.tidemill.definitions.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import java.util.Arrays;

/** Matches any RE2 pattern, in time linear in the text. */
record RegexMatcher(Pattern pattern) implements TextMatcher {

    static RegexMatcher of(String pattern) {
        return new RegexMatcher(Pattern.compile(pattern));
    }

    /** Over bytes the library takes a character of several bytes at the end for several ends. */
    @Override
    public boolean matches(byte[] bytes, int start, int length) {
        return isAscii(bytes, start, length)
                ? pattern.matcher(Arrays.copyOfRange(bytes, start, start + length)).find()
                : pattern.matcher(new String(bytes, start, length, UTF_8)).find();
    }

    private static boolean isAscii(byte[] bytes, int start, int length) {
        for (int at = start; at < start + length; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }
}
