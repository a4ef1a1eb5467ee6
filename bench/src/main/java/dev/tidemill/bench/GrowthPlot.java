package dev.tidemill.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Draws work per tick against rows in the tables, the rows on a logarithmic axis. */
final class GrowthPlot {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 480;
    private static final int LEFT = 80;
    private static final int RIGHT = 40;
    private static final int TOP = 70;
    private static final int BOTTOM = 60;
    private static final Color TEXT = new Color(0x1c1f23);
    private static final Color FAINT = new Color(0xd8dade);
    private static final Color MEDIAN = new Color(0x0072b2);
    private static final Color HIGH = new Color(0xe69f00);

    private final List<double[]> points;
    private final double rowsMin;
    private final double rowsMax;
    private final double millisMax;

    private GrowthPlot(List<double[]> points) {
        this.points = points;
        rowsMin = points.getFirst()[0];
        rowsMax = points.getLast()[0];
        millisMax = points.stream().mapToDouble(point -> point[2]).max().orElse(1) * 1.5;
    }

    /**
     * Writes a PNG.
     *
     * @param points rows, median and 90th percentile in milliseconds
     */
    static void write(List<double[]> points, int tickRows, Path file) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(new Color(0xfbfbfa));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        new GrowthPlot(points).draw(graphics, tickRows);
        graphics.dispose();
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException("this Java cannot write PNG");
        }
    }

    private void draw(Graphics2D graphics, int tickRows) {
        graphics.setColor(TEXT);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
        graphics.drawString("Work of a tick of " + tickRows + " rows while tables grow", LEFT, 32);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        drawAxes(graphics);
        drawSeries(graphics, 2, HIGH, "90th percentile", LEFT + 110);
        drawSeries(graphics, 1, MEDIAN, "median", LEFT);
    }

    private void drawAxes(Graphics2D graphics) {
        for (int i = 0; i <= 4; i++) {
            double millis = millisMax * i / 4;
            int y = y(millis);
            graphics.setColor(FAINT);
            graphics.drawLine(LEFT, y, WIDTH - RIGHT, y);
            graphics.setColor(TEXT);
            graphics.drawString(String.format(Locale.ROOT, "%.2f ms", millis), 16, y + 4);
        }
        for (double[] point : points) {
            int x = x(point[0]);
            graphics.setColor(TEXT);
            graphics.drawString(count(point[0]), x - 14, HEIGHT - BOTTOM + 20);
        }
        graphics.drawString("rows in the event tables", WIDTH / 2 - 60, HEIGHT - 16);
    }

    private static String count(double rows) {
        return rows >= 1e6
                ? String.format(Locale.ROOT, "%.1fM", rows / 1e6)
                : String.format(Locale.ROOT, "%.0fk", rows / 1e3);
    }

    private void drawSeries(Graphics2D graphics, int value, Color color, String name, int legend) {
        graphics.setColor(color);
        graphics.setStroke(new BasicStroke(2));
        Path2D line = new Path2D.Double();
        for (double[] point : points) {
            int x = x(point[0]);
            int y = y(point[value]);
            if (line.getCurrentPoint() == null) {
                line.moveTo(x, y);
            } else {
                line.lineTo(x, y);
            }
            graphics.fill(new Ellipse2D.Double(x - 4, y - 4, 8, 8));
        }
        graphics.draw(line);
        graphics.fillRect(legend, 46, 10, 10);
        graphics.setColor(TEXT);
        graphics.drawString(name, legend + 16, 56);
    }

    private int x(double rows) {
        double share = Math.log(rows / rowsMin) / Math.log(rowsMax / rowsMin);
        return (int) (LEFT + 20 + share * (WIDTH - LEFT - RIGHT - 40));
    }

    private int y(double millis) {
        return (int) (HEIGHT - BOTTOM - millis / millisMax * (HEIGHT - TOP - BOTTOM));
    }
}
