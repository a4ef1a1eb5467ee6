package dev.tidemill.connectors.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.type.Schema;
import java.util.Arrays;

/**
 * Finds columns by their names' bytes. Rows of one body mostly give their fields in one order, so
 * the field that followed the previous one last time is tried first.
 */
final class FieldNames {
    private final byte[][] names;
    private final boolean[] plain;
    private final int[] successors;
    private int previous;

    FieldNames(Schema schema) {
        names = new byte[schema.size()][];
        plain = new boolean[schema.size()];
        successors = new int[schema.size() + 1];
        for (int i = 0; i < names.length; i++) {
            String name = schema.field(i).name();
            names[i] = name.getBytes(UTF_8);
            plain[i] = name.chars().allMatch(c -> c >= 0x20 && c != '"' && c != '\\');
            successors[i] = i;
        }
        successors[names.length] = 0;
    }

    void beginRow() {
        previous = -1;
    }

    /**
     * The expected column when its name and a closing quote stand at {@code at}, or -1. Its length
     * is {@link #length}.
     */
    int expectedAt(byte[] bytes, int at, int to) {
        int guess = successors[previous + 1];
        if (guess >= names.length || !plain[guess]) {
            return -1;
        }
        byte[] name = names[guess];
        int end = at + name.length;
        if (end >= to || bytes[end] != '"') {
            return -1;
        }
        for (int i = 0; i < name.length; i++) {
            if (bytes[at + i] != name[i]) {
                return -1;
            }
        }
        previous = guess;
        return guess;
    }

    int length(int column) {
        return names[column].length;
    }

    /** The column of this name, or -1. */
    int find(byte[] bytes, int from, int to) {
        for (int i = 0; i < names.length; i++) {
            if (Arrays.equals(names[i], 0, names[i].length, bytes, from, to)) {
                successors[previous + 1] = i;
                previous = i;
                return i;
            }
        }
        return -1;
    }
}
