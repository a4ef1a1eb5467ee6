package dev.tidemill.bench;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws how durations are spread: a line for each load, from the median to one in ten thousand.
 * Both axes are logarithmic, since what matters of a latency is its tail.
 */
final class LatencyPlot {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 520;
    private static final int LEFT = 90;
    private static final int RIGHT = 40;
    private static final int TOP = 110;
    private static final int BOTTOM = 60;
    private static final int LEGEND_WIDTH = 290;
    private static final int LEGEND_COLUMNS = 3;
    private static final double[] SHARES = {0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999};
    private static final double[] NAMED = {0.5, 0.9, 0.99, 0.999, 0.9999};
    private static final double MILLIS_LEAST = 0.01;

    private record Line(String name, Durations durations) {
        /** What a number this small says of more than so many is chance. */
        boolean says(double share) {
            return durations.count() * (1 - share) >= 1;
        }
    }

    private final List<Line> lines = new ArrayList<>();

    void add(String name, Durations durations) {
        lines.add(new Line(name, durations));
    }

    /** Writes a PNG. */
    void write(Path file) throws IOException {
        PlotImage.write(file, WIDTH, HEIGHT, this::draw);
    }

    private void draw(Graphics2D graphics) {
        graphics.setColor(PlotImage.TEXT);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
        graphics.drawString("How long rows take, by share of those that take no longer", LEFT, 32);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        double most = powerOver(lines.stream().mapToDouble(LatencyPlot::most).max().orElse(1));
        drawAxes(graphics, most);
        for (int i = 0; i < lines.size(); i++) {
            graphics.setColor(PlotImage.COLORS.get(i % PlotImage.COLORS.size()));
            int x = LEFT + LEGEND_WIDTH * (i % LEGEND_COLUMNS);
            int y = 48 + 20 * (i / LEGEND_COLUMNS);
            graphics.fillRect(x, y, 10, 10);
            drawLine(graphics, lines.get(i), most);
            graphics.setColor(PlotImage.TEXT);
            graphics.drawString(lines.get(i).name(), x + 16, y + 10);
        }
    }

    private static double most(Line line) {
        double most = MILLIS_LEAST;
        for (double share : SHARES) {
            if (line.says(share)) {
                most = Math.max(most, line.durations().millis(share));
            }
        }
        return most;
    }

    private static double powerOver(double millis) {
        return Math.pow(10, Math.ceil(Math.log10(millis)));
    }

    private static void drawAxes(Graphics2D graphics, double most) {
        for (double millis = MILLIS_LEAST; millis <= most * 1.01; millis *= 10) {
            int y = y(millis, most);
            graphics.setColor(PlotImage.FAINT);
            graphics.drawLine(LEFT, y, WIDTH - RIGHT, y);
            graphics.setColor(PlotImage.TEXT);
            graphics.drawString(label(millis), 16, y + 4);
        }
        for (double share : NAMED) {
            int x = x(share);
            graphics.setColor(PlotImage.FAINT);
            graphics.drawLine(x, TOP, x, HEIGHT - BOTTOM);
            graphics.setColor(PlotImage.TEXT);
            graphics.drawString("p" + percent(share), x - 14, HEIGHT - BOTTOM + 20);
        }
    }

    private static String label(double millis) {
        return millis < 0.99
                ? String.format(Locale.ROOT, "%.2f ms", millis)
                : String.format(Locale.ROOT, "%,.0f ms", millis);
    }

    private static String percent(double share) {
        String text = String.format(Locale.ROOT, "%.2f", share * 100);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    private static void drawLine(Graphics2D graphics, Line line, double most) {
        graphics.setStroke(new BasicStroke(2.5f));
        Path2D path = new Path2D.Double();
        for (double share : SHARES) {
            if (!line.says(share)) {
                break;
            }
            int x = x(share);
            int y = y(Math.max(MILLIS_LEAST, line.durations().millis(share)), most);
            if (path.getCurrentPoint() == null) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
            graphics.fill(new Ellipse2D.Double(x - 4, y - 4, 8, 8));
        }
        graphics.draw(path);
        graphics.setStroke(new BasicStroke(1));
    }

    /** By the number of nines, so that the tail has room. */
    private static int x(double share) {
        double least = -Math.log10(1 - SHARES[0]);
        double last = -Math.log10(1 - SHARES[SHARES.length - 1]);
        double at = (-Math.log10(1 - share) - least) / (last - least);
        return (int) (LEFT + 20 + at * (WIDTH - LEFT - RIGHT - 40));
    }

    private static int y(double millis, double most) {
        double at = Math.log10(millis / MILLIS_LEAST) / Math.log10(most / MILLIS_LEAST);
        return (int) (HEIGHT - BOTTOM - at * (HEIGHT - TOP - BOTTOM));
    }
}
