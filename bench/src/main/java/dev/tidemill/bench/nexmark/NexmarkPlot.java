package dev.tidemill.bench.nexmark;

import dev.tidemill.bench.PlotImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Draws both rates of each query as bars, on a logarithmic axis. */
final class NexmarkPlot {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 480;
    private static final int LEFT = 80;
    private static final int RIGHT = 30;
    private static final int TOP = 80;
    private static final int BOTTOM = 60;
    private static final Color TEXT = new Color(0x1c1f23);
    private static final Color FAINT = new Color(0xd8dade);
    private static final Color OURS = new Color(0x0072b2);
    private static final Color THEIRS = new Color(0xe69f00);

    private final List<NexmarkResult> results;
    private final double least;
    private final double most;

    private NexmarkPlot(List<NexmarkResult> results) {
        this.results = results;
        double low = Double.MAX_VALUE;
        double high = 1;
        for (NexmarkResult result : results) {
            low = Math.min(low, result.tidemillRate());
            low = Math.min(low, result.flinkRate().orElse(low));
            high = Math.max(high, result.tidemillRate());
            high = Math.max(high, result.flinkRate().orElse(high));
        }
        least = Math.pow(10, Math.floor(Math.log10(Math.max(low, 1))));
        most = Math.pow(10, Math.ceil(Math.log10(high)));
    }

    /** Writes a PNG. */
    static void write(List<NexmarkResult> results, Path file) throws IOException {
        PlotImage.write(file, WIDTH, HEIGHT, new NexmarkPlot(results)::draw);
    }

    private void draw(Graphics2D graphics) {
        graphics.setColor(TEXT);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
        graphics.drawString("Nexmark, events a second", LEFT, 32);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        legend(graphics, OURS, "Tidemill", LEFT);
        if (results.stream().anyMatch(result -> result.flinkRate().isPresent())) {
            legend(graphics, THEIRS, "Flink, and how many times faster Tidemill is", LEFT + 100);
        }
        axis(graphics);
        double step = (double) (WIDTH - LEFT - RIGHT) / results.size();
        for (int i = 0; i < results.size(); i++) {
            bars(graphics, results.get(i), LEFT + i * step, step);
        }
    }

    private static void legend(Graphics2D graphics, Color color, String name, int x) {
        graphics.setColor(color);
        graphics.fillRect(x, 46, 10, 10);
        graphics.setColor(TEXT);
        graphics.drawString(name, x + 16, 56);
    }

    private void axis(Graphics2D graphics) {
        for (double rate = least; rate <= most * 1.01; rate *= 10) {
            graphics.setColor(FAINT);
            graphics.drawLine(LEFT, y(rate), WIDTH - RIGHT, y(rate));
            graphics.setColor(TEXT);
            String label =
                    rate >= 1e6
                            ? String.format(Locale.ROOT, "%.0fM", rate / 1e6)
                            : String.format(Locale.ROOT, "%.0fk", rate / 1e3);
            graphics.drawString(label, 30, y(rate) + 4);
        }
    }

    private void bars(Graphics2D graphics, NexmarkResult result, double x, double step) {
        int width = (int) Math.max(2, Math.min(40, step * 0.36));
        int middle = (int) (x + step / 2);
        bar(graphics, OURS, result.tidemillRate(), middle - width, width);
        result.flinkRate().ifPresent(rate -> bar(graphics, THEIRS, rate, middle, width));
        graphics.setColor(TEXT);
        graphics.drawString(result.name(), middle - 10, HEIGHT - BOTTOM + 20);
        result.ratio()
                .ifPresent(
                        ratio ->
                                graphics.drawString(
                                        String.format(Locale.ROOT, "%.1f×", ratio),
                                        middle - 14,
                                        HEIGHT - BOTTOM + 38));
    }

    private void bar(Graphics2D graphics, Color color, double rate, int x, int width) {
        graphics.setColor(color);
        graphics.fillRect(x, y(rate), width, y(least) - y(rate));
    }

    private int y(double rate) {
        double share = Math.log(Math.max(rate, least) / least) / Math.log(most / least);
        return (int) (HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM));
    }
}
