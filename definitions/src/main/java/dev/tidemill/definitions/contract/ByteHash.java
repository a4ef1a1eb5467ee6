package dev.tidemill.definitions.contract;

/** A quick hash of a few bytes, spread over all bits. */
final class ByteHash {
    private ByteHash() {}

    static int of(byte[] bytes, int start, int length) {
        int hash = length;
        for (int i = start; i < start + length; i++) {
            hash = hash * 31 + bytes[i];
        }
        hash *= 0x9E3779B9;
        return hash ^ (hash >>> 15);
    }
}
