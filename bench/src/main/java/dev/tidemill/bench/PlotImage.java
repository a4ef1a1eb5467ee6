package dev.tidemill.bench;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** The paper that plots are drawn on, in the same colours, written as PNG. */
public final class PlotImage {
    public static final Color TEXT = new Color(0x1c1f23);
    public static final Color FAINT = new Color(0xd8dade);

    /** For lines and bars, in this order; told apart by people who see fewer colours, too. */
    public static final List<Color> COLORS =
            List.of(
                    new Color(0x0072b2),
                    new Color(0xe69f00),
                    new Color(0x009e73),
                    new Color(0xcc79a7),
                    new Color(0xd55e00));

    private static final Color PAPER = new Color(0xfbfbfa);

    private PlotImage() {}

    /** Writes what is drawn on an empty sheet of so many pixels. */
    public static void write(Path file, int width, int height, Consumer<Graphics2D> drawing)
            throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(PAPER);
        graphics.fillRect(0, 0, width, height);
        drawing.accept(graphics);
        graphics.dispose();
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException("this Java cannot write PNG");
        }
    }
}
