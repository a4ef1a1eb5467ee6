package dev.tidemill.bench.soak;

import dev.tidemill.bench.PlotImage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Draws memory and the longest ticks over the time of a soak, one above the other. */
final class SoakPlot {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 640;
    private static final int LEFT = 90;
    private static final int RIGHT = 30;
    private static final int BAND = 210;
    private static final int MEMORY_BOTTOM = 300;
    private static final int TICKS_BOTTOM = 580;
    private static final Color TEXT = new Color(0x1c1f23);
    private static final Color FAINT = new Color(0xd8dade);
    private static final Color LIMIT = new Color(0xd55e00);
    private static final List<Color> COLORS =
            List.of(
                    new Color(0x0072b2),
                    new Color(0xe69f00),
                    new Color(0x009e73),
                    new Color(0xcc79a7));

    private final double seconds;
    private final Graphics2D graphics;

    /** The longest tick of some seconds. */
    record Worst(double seconds, double millis) {}

    private record Point(double seconds, double value) {}

    private SoakPlot(Graphics2D graphics, double seconds) {
        this.graphics = graphics;
        this.seconds = Math.max(1, seconds);
    }

    /** Writes a PNG. */
    static void write(List<MemorySample> memory, List<Worst> ticks, double limitMillis, Path file)
            throws IOException {
        double last =
                Stream.concat(
                                memory.stream().map(MemorySample::seconds),
                                ticks.stream().map(Worst::seconds))
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(1);
        PlotImage.write(
                file,
                WIDTH,
                HEIGHT,
                graphics -> {
                    SoakPlot plot = new SoakPlot(graphics, last);
                    plot.memory(memory);
                    plot.ticks(ticks, limitMillis);
                });
    }

    private void memory(List<MemorySample> samples) {
        title("Memory in use, all garbage collected", 30);
        double most =
                samples.stream().mapToLong(s -> Math.max(s.heap(), s.resident())).max().orElse(1)
                        / mega(1)
                        * 1.1;
        axis(most, MEMORY_BOTTOM, "%,.0f MB");
        series(samples, s -> s.heap() / mega(1), most, 0, "heap");
        series(samples, s -> s.state() / mega(1), most, 1, "state");
        series(samples, s -> s.pinned() / mega(1), most, 2, "pinned");
        series(samples, s -> s.resident() / mega(1), most, 3, "resident");
    }

    private static double mega(long count) {
        return count << 20;
    }

    private void series(
            List<MemorySample> samples,
            ToDoubleFunction<MemorySample> value,
            double most,
            int number,
            String name) {
        Color color = COLORS.get(number);
        line(
                samples.stream().map(s -> new Point(s.seconds(), value.applyAsDouble(s))).toList(),
                most,
                MEMORY_BOTTOM,
                color);
        int x = LEFT + 110 * number;
        graphics.fillRect(x, 48, 10, 10);
        graphics.setColor(TEXT);
        graphics.drawString(name, x + 16, 58);
    }

    private void ticks(List<Worst> worst, double limitMillis) {
        title("Longest tick of every few seconds, from its seal until it can be read", 350);
        double most =
                Math.max(
                        limitMillis * 1.1,
                        worst.stream().mapToDouble(Worst::millis).max().orElse(1));
        axis(most, TICKS_BOTTOM, "%,.0f ms");
        line(
                List.of(new Point(0, limitMillis), new Point(seconds, limitMillis)),
                most,
                TICKS_BOTTOM,
                LIMIT);
        line(
                worst.stream().map(w -> new Point(w.seconds(), w.millis())).toList(),
                most,
                TICKS_BOTTOM,
                COLORS.getFirst());
        graphics.setColor(TEXT);
        for (int i = 0; i <= 6; i++) {
            double at = seconds * i / 6;
            graphics.drawString(
                    String.format(Locale.ROOT, "%.1f", at / 60), x(at) - 8, TICKS_BOTTOM + 20);
        }
        graphics.drawString("minutes", WIDTH / 2 - 20, HEIGHT - 14);
    }

    private void title(String text, int y) {
        graphics.setColor(TEXT);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
        graphics.drawString(text, LEFT, y);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    }

    private void axis(double most, int bottom, String format) {
        for (int i = 0; i <= 4; i++) {
            int y = bottom - BAND * i / 4;
            graphics.setColor(FAINT);
            graphics.drawLine(LEFT, y, WIDTH - RIGHT, y);
            graphics.setColor(TEXT);
            graphics.drawString(String.format(Locale.ROOT, format, most * i / 4), 16, y + 4);
        }
    }

    private void line(List<Point> points, double most, int bottom, Color color) {
        graphics.setColor(color);
        graphics.setStroke(new BasicStroke(2));
        Path2D path = new Path2D.Double();
        for (Point point : points) {
            double y = bottom - point.value() / most * BAND;
            if (path.getCurrentPoint() == null) {
                path.moveTo(x(point.seconds()), y);
            } else {
                path.lineTo(x(point.seconds()), y);
            }
        }
        graphics.draw(path);
    }

    private int x(double at) {
        return (int) (LEFT + at / seconds * (WIDTH - LEFT - RIGHT));
    }
}
