package dev.tidemill.bench;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Draws work per tick against rows in the tables, the rows on a logarithmic axis. */
final class GrowthPlot {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 480;
    private static final int LEFT = 80;
    private static final int RIGHT = 40;
    private static final int TOP = 70;
    private static final int BOTTOM = 60;
    private static final int LEGEND_WIDTH = 240;

    private final List<GrowthSeries> all;
    private final double rowsMin;
    private final double rowsMax;
    private final double millisMax;

    private GrowthPlot(List<GrowthSeries> all) {
        this.all = all;
        rowsMin = points(all).mapToLong(GrowthSeries.Point::rows).min().orElse(1);
        rowsMax = points(all).mapToLong(GrowthSeries.Point::rows).max().orElse(10);
        millisMax = points(all).mapToDouble(GrowthSeries.Point::p90).max().orElse(1) * 1.3;
    }

    private static Stream<GrowthSeries.Point> points(List<GrowthSeries> all) {
        return all.stream().flatMap(series -> series.points().stream());
    }

    /** Writes a PNG. */
    static void write(List<GrowthSeries> all, int tickRows, Path file) throws IOException {
        PlotImage.write(file, WIDTH, HEIGHT, g -> new GrowthPlot(all).draw(g, tickRows));
    }

    private void draw(Graphics2D graphics, int tickRows) {
        graphics.setColor(PlotImage.TEXT);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
        graphics.drawString(
                "Work of a tick of " + tickRows + " rows while tables grow; thin: 90th percentile",
                LEFT,
                32);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        drawAxes(graphics);
        for (int i = 0; i < all.size(); i++) {
            GrowthSeries series = all.get(i);
            graphics.setColor(PlotImage.COLORS.get(i));
            drawLine(graphics, series.points(), GrowthSeries.Point::p90, 1);
            drawLine(graphics, series.points(), GrowthSeries.Point::median, 2.5f);
            int legend = LEFT + LEGEND_WIDTH * i;
            graphics.fillRect(legend, 46, 10, 10);
            graphics.setColor(PlotImage.TEXT);
            graphics.drawString(series.name(), legend + 16, 56);
        }
    }

    private void drawAxes(Graphics2D graphics) {
        for (int i = 0; i <= 4; i++) {
            double millis = millisMax * i / 4;
            int y = y(millis);
            graphics.setColor(PlotImage.FAINT);
            graphics.drawLine(LEFT, y, WIDTH - RIGHT, y);
            graphics.setColor(PlotImage.TEXT);
            graphics.drawString(String.format(Locale.ROOT, "%.2f ms", millis), 16, y + 4);
        }
        for (double rows = 1; rows <= rowsMax * 1.5; rows *= 10) {
            if (rows >= rowsMin / 1.5) {
                graphics.drawString(count(rows), x(rows) - 14, HEIGHT - BOTTOM + 20);
            }
        }
        graphics.drawString("rows in the tables", WIDTH / 2 - 60, HEIGHT - 16);
    }

    private static String count(double rows) {
        return rows >= 1e6
                ? String.format(Locale.ROOT, "%.0fM", rows / 1e6)
                : String.format(Locale.ROOT, "%.0fk", rows / 1e3);
    }

    private void drawLine(
            Graphics2D graphics,
            List<GrowthSeries.Point> points,
            ToDoubleFunction<GrowthSeries.Point> value,
            float width) {
        graphics.setStroke(new BasicStroke(width));
        Path2D line = new Path2D.Double();
        for (GrowthSeries.Point point : points) {
            int x = x((double) point.rows());
            int y = y(value.applyAsDouble(point));
            if (line.getCurrentPoint() == null) {
                line.moveTo(x, y);
            } else {
                line.lineTo(x, y);
            }
            if (width > 1) {
                graphics.fill(new Ellipse2D.Double(x - 4, y - 4, 8, 8));
            }
        }
        graphics.draw(line);
    }

    private int x(double rows) {
        double share = Math.log(rows / rowsMin) / Math.log(rowsMax / rowsMin);
        return (int) (LEFT + 20 + share * (WIDTH - LEFT - RIGHT - 40));
    }

    private int y(double millis) {
        return (int) (HEIGHT - BOTTOM - millis / millisMax * (HEIGHT - TOP - BOTTOM));
    }
}
