package dev.tidemill.algebra.retention;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.bound.MonotoneStep;
import dev.tidemill.algebra.plan.TimeWindows;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bounds of windows of time: a time that is not below {@code b} lies in no window that begins
 * before the first one that holds {@code b}, nor ends before that one does.
 */
final class WindowBounds {
    private WindowBounds() {}

    static Map<Integer, Bound> of(TimeWindows windows, Map<Integer, Bound> input) {
        Map<Integer, Bound> bounds = new TreeMap<>(input);
        Bound time = input.get(windows.time());
        if (time == null) {
            return bounds;
        }
        int start = windows.input().schema().size();
        long step = windows.stepMicros();
        Bound binned = binned(time, step, windows);
        switch (windows.kind()) {
            case HOP -> {
                Bound first = binned.plus(-(windows.windowsPerRow() - 1) * step);
                bounds.put(start, first);
                bounds.put(start + 1, first.plus(windows.sizeMicros()));
            }
            case CUMULATE -> {
                bounds.put(start, binned(time, windows.sizeMicros(), windows));
                bounds.put(start + 1, binned.plus(step));
            }
        }
        return bounds;
    }

    private static Bound binned(Bound time, long stride, TimeWindows windows) {
        return new Bound.Mapped(time, new MonotoneStep.Bin(stride, windows.originMicros()));
    }
}
