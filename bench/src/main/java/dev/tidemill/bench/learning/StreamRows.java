package dev.tidemill.bench.learning;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Rows of a stream as CSV, so that other systems' learners can be measured on the very same. */
final class StreamRows {
    private StreamRows() {}

    /**
     * Writes numbers, then categories as the hexadecimal of their hashes, then the target.
     *
     * @param next fills in a row and returns its label or number
     */
    static void write(
            Path file, FeatureSpace space, long rows, ToDoubleFunction<FeatureVector> next)
            throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            List<String> cells = new ArrayList<>(space.numbers());
            cells.addAll(space.categories());
            cells.add("target");
            out.write(String.join(",", cells) + '\n');
            FeatureVector row = new FeatureVector(space);
            for (long i = 0; i < rows; i++) {
                double target = next.applyAsDouble(row);
                cells.clear();
                for (int n = 0; n < space.numbers().size(); n++) {
                    cells.add(Double.toString(row.number(n)));
                }
                for (int c = 0; c < space.categories().size(); c++) {
                    cells.add(Long.toHexString(row.category(c)));
                }
                cells.add(Double.toString(target));
                out.write(String.join(",", cells) + '\n');
            }
        }
    }
}
