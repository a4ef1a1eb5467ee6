package dev.tidemill.learning.stored;

/**
 * What can be written so that the one read back goes on with the very same bits. Each such class
 * has a static method that reads what this one writes.
 */
public interface Stored {
    /** Appends the whole state. */
    void write(ModelWriter out);
}
