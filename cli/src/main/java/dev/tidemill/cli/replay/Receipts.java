package dev.tidemill.cli.replay;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a server has acknowledged.
 *
 * @param accepted rows by table
 * @param tick the last tick that holds some of them
 */
public record Receipts(Map<String, Long> accepted, long quarantined, long tick) {
    public static final Receipts NONE = new Receipts(Map.of(), 0, 0);

    public Receipts {
        accepted = Map.copyOf(accepted);
    }

    /** With what one more answer acknowledged. */
    public Receipts plus(String table, long newAccepted, long newQuarantined, long newTick) {
        Map<String, Long> sums = new TreeMap<>(accepted);
        sums.merge(table, newAccepted, Long::sum);
        return new Receipts(sums, quarantined + newQuarantined, Math.max(tick, newTick));
    }

    public long accepted(String table) {
        return accepted.getOrDefault(table, 0L);
    }

    public long rows() {
        return accepted.values().stream().mapToLong(Long::longValue).sum() + quarantined;
    }
}
