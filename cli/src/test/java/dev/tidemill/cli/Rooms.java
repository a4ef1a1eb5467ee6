package dev.tidemill.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rooms of the house, ground floor first, and the arrows between them that are allowed. */
final class Rooms {
    /** Each room with the rooms it may use. ARCHITECTURE.md says why. */
    static final Map<String, Set<String>> MAY_USE = mayUse();

    /** Each library with the rooms that may know it. ARCHITECTURE.md says why. */
    static final Map<String, Set<String>> LIBRARIES =
            Map.ofEntries(
                    Map.entry("org.apache.calcite", Set.of("sql")),
                    Map.entry("org.duckdb", Set.of("store", "connectors")),
                    Map.entry("io.helidon", Set.of("server")),
                    Map.entry("io.micrometer", Set.of("server")),
                    Map.entry("picocli", Set.of("cli")),
                    Map.entry("java.util.logging", Set.of("cli")),
                    Map.entry("java.net.http", Set.of("actions", "connectors", "cli")),
                    Map.entry("org.apache.datasketches", Set.of("engine")),
                    Map.entry("com.amazon.randomcutforest", Set.of("learning")),
                    Map.entry("ai.onnxruntime", Set.of("onnx")),
                    Map.entry("com.google.re2j", Set.of("engine", "definitions", "node")),
                    Map.entry("com.networknt", Set.of("definitions")),
                    // YAML is read in definitions, DuckDB's own syntax trees in store.
                    Map.entry(
                            "com.fasterxml.jackson",
                            Set.of(
                                    "definitions",
                                    "store",
                                    "actions",
                                    "connectors",
                                    "server",
                                    "cli")));

    private Rooms() {}

    private static Map<String, Set<String>> mayUse() {
        Map<String, Set<String>> rooms = new LinkedHashMap<>();
        rooms.put("annotations", Set.of());
        rooms.put("algebra", Set.of());
        rooms.put("sql", Set.of("algebra"));
        rooms.put("definitions", Set.of("algebra", "sql"));
        rooms.put("catalog", Set.of("algebra", "sql", "definitions"));
        rooms.put("engine", Set.of("algebra"));
        rooms.put("journal", Set.of());
        rooms.put("learning", Set.of("algebra"));
        rooms.put("store", Set.of("algebra", "engine"));
        rooms.put("actions", Set.of("algebra", "definitions", "engine"));
        rooms.put("connectors", Set.of("algebra", "definitions", "store"));
        rooms.put("node", allOf(rooms));
        rooms.put("pgwire", allOf(rooms));
        rooms.put("server", allOf(rooms));
        rooms.put("cli", allOf(rooms));
        // Built when somebody asks for it.
        rooms.put("onnx", Set.of("algebra", "learning"));
        return rooms;
    }

    private static Set<String> allOf(Map<String, Set<String>> rooms) {
        return Set.copyOf(rooms.keySet());
    }

    static List<String> names() {
        return List.copyOf(MAY_USE.keySet());
    }
}
