package dev.tidemill.bench.soak;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Whether something stays as large as it is: a straight line is fitted, by least squares, through
 * the samples after the first third of the time. What it rises by between the first and the last of
 * them must be at most a tenth of the mean, or a floor below which nothing is told from noise.
 *
 * @param mean of the samples that were looked at
 * @param growth what the line rises by; negative when it falls
 * @param allowed the most that it may rise by
 */
record Flatness(String name, double mean, double growth, double allowed) {
    private static final double SHARE_MAX = 0.1;
    private static final int SAMPLES_MIN = 3;

    static Flatness of(
            String name,
            List<MemorySample> samples,
            ToLongFunction<MemorySample> value,
            long floorBytes) {
        List<MemorySample> late = late(samples);
        double meanTime = late.stream().mapToDouble(MemorySample::seconds).average().orElse(0);
        double mean = late.stream().mapToLong(value).average().orElse(0);
        double covariance = 0;
        double variance = 0;
        for (MemorySample sample : late) {
            double time = sample.seconds() - meanTime;
            covariance += time * (value.applyAsLong(sample) - mean);
            variance += time * time;
        }
        double slope = variance == 0 ? 0 : covariance / variance;
        double span = late.isEmpty() ? 0 : late.getLast().seconds() - late.getFirst().seconds();
        return new Flatness(
                name, mean, slope * span, Math.max((double) floorBytes, mean * SHARE_MAX));
    }

    private static List<MemorySample> late(List<MemorySample> samples) {
        if (samples.isEmpty()) {
            return samples;
        }
        double third = samples.getLast().seconds() / 3;
        List<MemorySample> late =
                samples.stream().filter(sample -> sample.seconds() >= third).toList();
        if (late.size() < SAMPLES_MIN) {
            throw new IllegalStateException("too few samples to fit a line: " + late.size());
        }
        return late;
    }

    boolean isFlat() {
        return growth <= allowed;
    }
}
