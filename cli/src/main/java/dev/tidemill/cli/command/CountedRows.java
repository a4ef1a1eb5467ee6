package dev.tidemill.cli.command;

import dev.tidemill.cli.transfer.RowTally;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes of rows that are counted as they are read in pieces. */
final class CountedRows extends FilterInputStream {
    private final RowTally tally;

    CountedRows(InputStream in, RowTally tally) {
        super(in);
        this.tally = tally;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int count = super.read(target, from, length);
        if (count > 0) {
            tally.add(target, from, from + count);
        }
        return count;
    }
}
