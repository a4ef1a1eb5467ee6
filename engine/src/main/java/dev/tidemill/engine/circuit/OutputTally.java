package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Counts what the nodes of one tick make, all of which is held until the tick's end, and ends the
 * step of one that makes too much. An array that several nodes pass on counts once, for the node
 * that made it; a table's own change counts for none.
 *
 * <p>A node is to blame that made far more than it was given. When all nodes together have made
 * twice as much as they may, one that made much is, whatever it was given: there would be no memory
 * for the next ones.
 *
 * <p>One thread, one tick.
 */
final class OutputTally {
    /** What the nodes of a tick may make together: an eighth of the heap. */
    static final long BYTES_MAX = Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 8);

    /** A node that made less than such a part of the bound is not to blame. */
    private static final int PART_TO_BLAME = 16;

    /** Far more than it was given: so many times as much. */
    private static final int MULTIPLIED = 4;

    private static final int TIMES_WHATEVER = 2;

    private final long bytesMax;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private long bytes;

    OutputTally() {
        this(BYTES_MAX);
    }

    OutputTally(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Bytes that were made so far. */
    long bytes() {
        return bytes;
    }

    /**
     * Counts a node's output, after those of its inputs.
     *
     * @throws TidemillException MEMORY_LIMIT when it is too much and the node is to blame
     */
    void add(CircuitNode node) {
        Batch output = node.output();
        if (output.isEmpty()) {
            return;
        }
        long made = made(output);
        if (node.isScan()) {
            return;
        }
        bytes += made;
        if (bytes > bytesMax && made > bytesMax / PART_TO_BLAME) {
            judge(node, made);
        }
    }

    private void judge(CircuitNode node, long made) {
        long given = node.inputs().stream().mapToLong(input -> input.output().bytes()).sum();
        if (made > MULTIPLIED * given || bytes > TIMES_WHATEVER * bytesMax) {
            throw new TidemillException(
                            ErrorCode.MEMORY_LIMIT,
                            ("the operators make %,d bytes in one tick, of %,d at most, and one of"
                                            + " this table's %,d of them")
                                    .formatted(bytes, bytesMax, made))
                    .withHint("filter earlier, make shorter rows, or give the process more memory");
        }
    }

    private long made(Batch output) {
        long made = 0;
        for (int i = 0; i < output.schema().size(); i++) {
            Column column = output.column(i);
            if (seen.add(column.storage())) {
                made += column.bytesHeld();
            }
        }
        return made;
    }
}
