package dev.tidemill.learning.drift;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/**
 * Whether a model's errors have become greater, by {@link Adwin}. That they become smaller, as they
 * do while it learns, is no rise. Errors of any size are taken as parts of 1: e ⁄ (e + s), where s
 * is the mean of the first ones.
 */
public final class ErrorRise implements Stored {
    /** Sizes that are taken as the scale; nothing is judged before. */
    public static final int SCALE_ROWS = 100;

    private final Adwin adwin;
    private long scaled;
    private double scaleSum;

    public ErrorRise() {
        this(new Adwin());
    }

    private ErrorRise(Adwin adwin) {
        this.adwin = adwin;
    }

    public static ErrorRise read(ModelReader in) {
        ErrorRise rise = new ErrorRise(Adwin.read(in));
        rise.scaled = in.whole();
        rise.scaleSum = in.real();
        return rise;
    }

    @Override
    public void write(ModelWriter out) {
        adwin.write(out);
        out.number(scaled).number(scaleSum);
    }

    /** Takes whether a class was told wrong; true when errors have become more with it. */
    public boolean addWrong(boolean isWrong) {
        return add(isWrong ? 1 : 0);
    }

    /** Takes how far a number was off, 0 or more; true when errors have become greater with it. */
    public boolean addOff(double off) {
        if (scaled < SCALE_ROWS) {
            scaled++;
            scaleSum += off;
            return false;
        }
        double scale = scaleSum / SCALE_ROWS;
        return add(off == 0 ? 0 : off / (off + scale));
    }

    private boolean add(double error) {
        double before = adwin.mean();
        return adwin.add(error) && adwin.mean() > before;
    }

    /** The mean of the errors that are like the newest; of numbers as parts of 1. */
    public double mean() {
        return adwin.mean();
    }
}
