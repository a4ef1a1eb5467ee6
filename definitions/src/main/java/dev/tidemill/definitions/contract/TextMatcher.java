package dev.tidemill.definitions.contract;

/** Decides whether a text, as UTF-8 bytes, matches a pattern. Immutable, safe for any thread. */
interface TextMatcher {
    boolean matches(byte[] bytes, int start, int length);
}
