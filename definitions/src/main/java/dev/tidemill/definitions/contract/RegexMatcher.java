package dev.tidemill.definitions.contract;

import com.google.re2j.Pattern;
import java.util.Arrays;

/** Matches any RE2 pattern, in time linear in the text. */
record RegexMatcher(Pattern pattern) implements TextMatcher {

    static RegexMatcher of(String pattern) {
        return new RegexMatcher(Pattern.compile(pattern));
    }

    @Override
    public boolean matches(byte[] bytes, int start, int length) {
        return pattern.matcher(Arrays.copyOfRange(bytes, start, start + length)).find();
    }
}
