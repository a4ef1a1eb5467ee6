package dev.tidemill.node.action;

import java.util.List;

/** A row's key as one text, of which the parts can be told apart. */
final class KeyParts {
    private static final char SEPARATOR = '\u001f';

    private KeyParts() {}

    static String joined(List<String> parts) {
        return String.join(String.valueOf(SEPARATOR), parts);
    }

    /** As people read it. */
    static String shown(String key) {
        return key.replace(SEPARATOR, '/');
    }
}
