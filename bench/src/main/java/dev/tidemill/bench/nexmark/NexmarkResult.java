package dev.tidemill.bench.nexmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.bench.nexmark.RowDigest.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What was measured of one query. One thread. */
final class NexmarkResult {
    private final NexmarkQuery query;
    private final Answer answer;
    private final long heapBytes;
    private final List<Double> tidemill = new ArrayList<>();
    private final List<Double> flink = new ArrayList<>();
    private @Nullable Answer flinkAnswer;
    private long flinkHeapBytes;
    private boolean flinkMiniBatch;
    private @Nullable String notComparable;

    NexmarkResult(NexmarkQuery query, Answer answer, long heapBytes) {
        this.query = query;
        this.answer = answer;
        this.heapBytes = heapBytes;
        this.notComparable = query.notOnFlink();
    }

    /** Asks Flink for its answer and for how it is faster; returns whether with mini-batches. */
    boolean learn(FlinkPeer peer, double seconds) throws IOException {
        if (notComparable != null) {
            return false;
        }
        try {
            FlinkPeer.Reply checked = peer.check(query);
            flinkAnswer = checked.answer();
            flinkHeapBytes = checked.heapBytes();
            double without = peer.rate(query.name(), false, seconds);
            flinkMiniBatch = peer.rate(query.name(), true, seconds) > without;
        } catch (FlinkPeer.Refused e) {
            notComparable = e.getMessage();
        }
        return flinkMiniBatch;
    }

    void addTidemill(double rate) {
        tidemill.add(rate);
    }

    void addFlink(FlinkPeer peer, boolean miniBatch, double seconds) throws IOException {
        if (notComparable != null) {
            return;
        }
        try {
            flink.add(peer.rate(query.name(), miniBatch, seconds));
        } catch (FlinkPeer.Refused e) {
            notComparable = e.getMessage();
        }
    }

    String name() {
        return query.name();
    }

    /** The last two rates, for people. */
    String latest() {
        String ours = String.format(Locale.ROOT, "%,.0f events/s", tidemill.getLast());
        return flink.isEmpty()
                ? ours
                : ours + String.format(Locale.ROOT, ", Flink %,.0f", flink.getLast());
    }

    double tidemillRate() {
        return median(tidemill).orElse(0);
    }

    OptionalDouble flinkRate() {
        return median(flink);
    }

    OptionalDouble ratio() {
        OptionalDouble other = flinkRate();
        return other.isEmpty() ? other : OptionalDouble.of(tidemillRate() / other.getAsDouble());
    }

    private static OptionalDouble median(List<Double> values) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        return OptionalDouble.of(sorted.get(sorted.size() / 2));
    }

    /** True when Flink has answered, and otherwise. */
    boolean isUnequal() {
        return flinkAnswer != null && !flinkAnswer.equals(answer);
    }

    ObjectNode json() {
        ObjectNode line = NexmarkBench.object();
        line.put("query", query.name());
        line.put("tidemill_events_per_second", Math.round(tidemillRate()));
        flinkRate().ifPresent(rate -> line.put("flink_events_per_second", Math.round(rate)));
        ratio().ifPresent(ratio -> line.put("ratio", rounded(ratio)));
        line.put("rows", answer.rows());
        line.put("digest", Long.toHexString(answer.sum()));
        if (flinkAnswer != null) {
            line.put("equal", !isUnequal());
            if (isUnequal()) {
                line.put("flink_rows", flinkAnswer.rows());
            }
            line.put("flink_mini_batch", flinkMiniBatch);
        } else {
            line.put("equal", "not comparable");
        }
        if (notComparable != null) {
            line.put("reason", notComparable);
        }
        line.put("peak_memory_bytes", heapBytes);
        if (flinkAnswer != null) {
            line.put("flink_peak_memory_bytes", flinkHeapBytes);
        }
        return line;
    }

    /** The line behind all queries. */
    static ObjectNode summary(List<NexmarkResult> results) {
        double[] ratios =
                results.stream()
                        .map(NexmarkResult::ratio)
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .toArray();
        ObjectNode line = NexmarkBench.object();
        if (ratios.length > 0) {
            double logs = 0;
            double least = Double.MAX_VALUE;
            for (double ratio : ratios) {
                logs += Math.log(ratio);
                least = Math.min(least, ratio);
            }
            line.put("geomean_ratio", rounded(Math.exp(logs / ratios.length)));
            line.put("min_ratio", rounded(least));
        }
        line.put("queries", results.size());
        line.put("compared", ratios.length);
        line.put("unequal", results.stream().filter(NexmarkResult::isUnequal).count());
        return line;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
