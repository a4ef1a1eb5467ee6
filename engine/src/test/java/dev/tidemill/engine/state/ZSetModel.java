package dev.tidemill.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A Z-set as a plain map from rows to weights, to hold tables against. */
public final class ZSetModel {
    private ZSetModel() {}

    /** -0 and 0 are one value, so the model holds 0. */
    public static List<Object> canonical(List<Object> row) {
        return row.stream()
                .map(value -> value instanceof Double d ? (Object) (d + 0.0) : value)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    public static void apply(Map<List<Object>, Long> model, Batch batch) {
        for (int i = 0; i < batch.size(); i++) {
            long weight = batch.weight(i);
            model.merge(
                    canonical(batch.row(i)), weight, (a, b) -> a + b == 0 ? null : (Long) (a + b));
        }
    }

    public static Map<List<Object>, Long> contents(List<ZSetTableView> views) {
        Map<List<Object>, Long> contents = new HashMap<>();
        for (ZSetTableView view : views) {
            for (int part = 0; part < 3; part++) {
                ZSetScan scan = view.scanPart(part, 3, allFields(view.schema()));
                for (Batch batch = scan.next(); batch != null; batch = scan.next()) {
                    for (int i = 0; i < batch.size(); i++) {
                        Long before = contents.put(canonical(batch.row(i)), batch.weight(i));
                        assertEquals(null, before, "a row stands twice");
                    }
                }
            }
        }
        return contents;
    }

    private static int[] allFields(Schema schema) {
        int[] fields = new int[schema.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = i;
        }
        return fields;
    }
}
