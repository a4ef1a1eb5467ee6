package dev.tidemill.learning.random;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/**
 * Random numbers from 64 bits of state: each step adds the golden ratio's gamma and mixes (variant
 * 13 of Stafford's mixers). The same seed gives the same numbers everywhere and for ever.
 */
public final class SplitMix implements Stored {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    public SplitMix(long seed) {
        this.state = seed;
    }

    public static SplitMix read(ModelReader in) {
        return new SplitMix(in.whole());
    }

    @Override
    public void write(ModelWriter out) {
        out.number(state);
    }

    /** Spreads what is in the bits of {@code value} over all of them; one to one. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** A generator whose numbers have nothing to do with those that this one gives later. */
    public SplitMix split() {
        return new SplitMix(mix(next() ^ GAMMA));
    }

    public long next() {
        state += GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1), in steps of 2⁻⁵³. */
    public double uniform() {
        return (next() >>> 11) * 0x1p-53;
    }

    /** Uniform in [low, high). */
    public double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** Uniform in 0 to {@code bound} − 1, every number exactly as likely (Lemire 2019). */
    public int below(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("nothing is below " + bound);
        }
        long product = (next() >>> 32) * bound;
        long low = product & 0xffffffffL;
        if (low < bound) {
            long threshold = (1L << 32) % bound;
            while (low < threshold) {
                product = (next() >>> 32) * bound;
                low = product & 0xffffffffL;
            }
        }
        return (int) (product >>> 32);
    }

    /** Normal with mean 0 and deviation 1, by Marsaglia's polar method. */
    public double gaussian() {
        while (true) {
            double x = 2 * uniform() - 1;
            double y = 2 * uniform() - 1;
            double square = x * x + y * y;
            if (square < 1 && square > 0) {
                return x * Math.sqrt(-2 * StrictMath.log(square) / square);
            }
        }
    }

    /** Poisson by Knuth's products of uniforms; for small means, as it takes {@code mean} steps. */
    public int poisson(double mean) {
        double limit = StrictMath.exp(-mean);
        int count = -1;
        double product = 1;
        do {
            count++;
            product *= uniform();
        } while (product > limit);
        return count;
    }
}
