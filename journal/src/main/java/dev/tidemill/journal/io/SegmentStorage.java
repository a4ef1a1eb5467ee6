package dev.tidemill.journal.io;

import java.io.IOException;
import java.util.List;

/** The directory the journal's files live in. Called by any thread. */
public interface SegmentStorage {

    /** File names, sorted. */
    List<String> list() throws IOException;

    /** Creates an empty file, replacing one of that name. */
    SegmentFile create(String name) throws IOException;

    SegmentFile openForAppend(String name) throws IOException;

    SegmentFile openForRead(String name) throws IOException;

    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Makes creations, renames and deletions durable. */
    void force() throws IOException;

    /** Bytes this process may still write, as far as the system tells. */
    long usableBytes() throws IOException;
}
