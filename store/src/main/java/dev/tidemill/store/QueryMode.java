package dev.tidemill.store;

/** What is wanted of a query. */
public enum QueryMode {
    /** Its rows. */
    ANSWER(false, false),

    /** Its columns and the types of its parameters, as {@link QueryShape} reads; it is not run. */
    DESCRIBE(false, false),

    /** How it would be run, a row an operator; it is not run. */
    EXPLAIN(false, false),

    /** How it would be run, as one document. */
    EXPLAIN_JSON(false, true),

    /** How it was run: the operators with their rows and times; its own rows are thrown away. */
    ANALYZE(true, false),

    /** How it was run, as one document. */
    ANALYZE_JSON(true, true);

    private final boolean analyze;
    private final boolean document;

    QueryMode(boolean analyze, boolean document) {
        this.analyze = analyze;
        this.document = document;
    }

    /** Explains; with {@code analyze} it also runs the query. */
    public static QueryMode explaining(boolean analyze, boolean document) {
        if (analyze) {
            return document ? ANALYZE_JSON : ANALYZE;
        }
        return document ? EXPLAIN_JSON : EXPLAIN;
    }

    /** What stands before the query in DuckDB's dialect. */
    String prefix() {
        return analyze ? "EXPLAIN (ANALYZE, FORMAT JSON)" : "EXPLAIN (FORMAT JSON)";
    }

    boolean isDocument() {
        return document;
    }
}
