package dev.tidemill.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Bytes that all threads of this process have allocated between two moments. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long before = THREADS.getTotalThreadAllocatedBytes();

    /** Since this object was made, by so many. */
    double bytesPer(long count) {
        return (double) (THREADS.getTotalThreadAllocatedBytes() - before) / count;
    }
}
