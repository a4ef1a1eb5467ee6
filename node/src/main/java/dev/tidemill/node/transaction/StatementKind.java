package dev.tidemill.node.transaction;

/** What a statement does, as PostgreSQL's command tags name it. */
public enum StatementKind {
    SELECT("SELECT"),
    INSERT("INSERT"),
    UPDATE("UPDATE"),
    DELETE("DELETE"),
    CREATE_TABLE("CREATE TABLE"),
    CREATE_LIVE_TABLE("CREATE LIVE TABLE"),
    DROP_TABLE("DROP TABLE"),
    CREATE_INDEX("CREATE INDEX"),
    DROP_INDEX("DROP INDEX"),
    EXPLAIN("EXPLAIN"),
    SHOW("SHOW");

    private final String word;

    StatementKind(String word) {
        this.word = word;
    }

    /** In capitals, with spaces. */
    public String word() {
        return word;
    }

    /** Whether it changes rows. */
    public boolean writesRows() {
        return this == INSERT || this == UPDATE || this == DELETE;
    }

    /** Whether it changes what is defined. */
    public boolean defines() {
        return switch (this) {
            case CREATE_TABLE, CREATE_LIVE_TABLE, DROP_TABLE, CREATE_INDEX, DROP_INDEX -> true;
            case SELECT, INSERT, UPDATE, DELETE, EXPLAIN, SHOW -> false;
        };
    }
}
