package dev.tidemill.algebra.error;

/**
 * Every error that Tidemill reports, with a stable number, whose fault it is and its SQLSTATE.
 *
 * <p>Append only: a number, once released, keeps its meaning.
 */
public enum ErrorCode {
    SYNTAX_ERROR(1001, Fault.USER, "42601"),
    UNKNOWN_COLUMN(1002, Fault.USER, "42703"),
    UNKNOWN_TABLE(1003, Fault.USER, "42P01"),
    UNKNOWN_FUNCTION(1004, Fault.USER, "42883"),
    TYPE_MISMATCH(1005, Fault.USER, "42804"),
    UNSUPPORTED_SQL(1006, Fault.USER, "0A000"),
    AMBIGUOUS_COLUMN(1007, Fault.USER, "42702"),
    GROUPING_ERROR(1008, Fault.USER, "42803"),
    INVALID_SQL(1009, Fault.USER, "42000"),
    STATEMENT_NOT_ALLOWED(1010, Fault.USER, "42501"),
    DUPLICATE_TABLE(1011, Fault.USER, "42P07"),
    QUERY_CANCELLED(1012, Fault.USER, "57014"),
    /** EMIT ON WINDOW CLOSE of a query whose rows are never final. */
    NEVER_FINAL(1013, Fault.USER, "0A000"),

    DIVISION_BY_ZERO(1101, Fault.USER, "22012"),
    NUMERIC_OVERFLOW(1102, Fault.USER, "22003"),
    INVALID_CAST(1103, Fault.USER, "22P02"),
    DATETIME_OVERFLOW(1104, Fault.USER, "22008"),
    INVALID_REGEX(1105, Fault.USER, "2201B"),
    INVALID_ARGUMENT(1106, Fault.USER, "22023"),
    /** A subquery that stands for one value has more than one row. */
    TOO_MANY_ROWS(1107, Fault.USER, "21000"),
    /** What a function of the project threw. */
    FUNCTION_FAILED(1108, Fault.USER, "38000"),
    /** ERROR ON EMPTY, and a path that finds nothing. */
    NO_JSON_ITEM(1109, Fault.USER, "22035"),
    /** A path finds more than the one value, or another kind of value, that is asked for. */
    NOT_ONE_JSON_ITEM(1110, Fault.USER, "22034"),
    /** A step of a path does not apply to the value it meets. */
    JSON_PATH_FAILED(1111, Fault.USER, "2203A"),

    MALFORMED_ROW(2001, Fault.USER, "22P02"),
    CONTRACT_VIOLATION(2002, Fault.USER, "23514"),
    UNKNOWN_FIELD(2003, Fault.USER, "42703"),
    INVALID_CHARSET(2004, Fault.USER, "22021"),
    ROW_TOO_LARGE(2005, Fault.USER, "54000"),
    BODY_TOO_LARGE(2006, Fault.USER, "54000"),
    BODY_INCOMPLETE(2007, Fault.USER, "08006"),
    UNSUPPORTED_MEDIA_TYPE(2008, Fault.USER, "0A000"),
    BACKPRESSURE(2009, Fault.RESOURCES, "53400"),
    TABLE_NOT_WRITABLE(2010, Fault.USER, "42809"),
    INVALID_REQUEST(2011, Fault.USER, "22023"),
    NOT_FOUND(2012, Fault.USER, "02000"),
    UNAUTHORISED(2013, Fault.USER, "28000"),
    /** A row with a primary key that another row has. */
    DUPLICATE_KEY(2014, Fault.USER, "23505"),
    /** A row below the watermark of its table. */
    LATE_ROW(2015, Fault.USER, "22023"),
    /** A column that is declared NOT NULL would be NULL. */
    NOT_NULL_VIOLATION(2016, Fault.USER, "23502"),
    /** A row that a CHECK of its table says no to. */
    CHECK_VIOLATION(2017, Fault.USER, "23514"),
    /** Somebody who is known asks for what neither their scopes nor a policy grants. */
    FORBIDDEN(2030, Fault.USER, "42501"),
    /** Too many logins of a user, or from an address, have failed of late. */
    TOO_MANY_LOGINS(2031, Fault.RESOURCES, "53300"),
    /** A row that a transaction changes was changed since its tick; to be tried again. */
    SERIALIZATION_FAILURE(2040, Fault.USER, "40001"),
    /** A statement in a transaction of which an earlier one failed. */
    TRANSACTION_FAILED(2041, Fault.USER, "25P02"),
    /** A transaction that has been committed or rolled back is used. */
    TRANSACTION_ENDED(2042, Fault.USER, "25P01"),
    /** A transaction that was begun for reading only is to write. */
    READ_ONLY_TRANSACTION(2043, Fault.USER, "25006"),
    /** A statement that cannot be done in a transaction that has written. */
    IN_TRANSACTION(2044, Fault.USER, "25001"),
    UNKNOWN_SAVEPOINT(2045, Fault.USER, "3B001"),
    /** More transactions are open than may be. */
    TOO_MANY_TRANSACTIONS(2046, Fault.RESOURCES, "53300"),
    /** A transaction that nothing was asked of for long was rolled back. */
    TRANSACTION_IDLE(2047, Fault.USER, "25P03"),
    /** A transaction that writes more rows than one may. */
    TRANSACTION_TOO_LARGE(2048, Fault.USER, "54000"),

    INVALID_PROJECT(3001, Fault.USER, "F0000"),
    INVALID_CONTRACT(3002, Fault.USER, "F0000"),
    DEFINITION_CHANGED(3003, Fault.USER, "55000"),
    /** A jar of functions that is damaged, or a function in it that cannot be used. */
    INVALID_FUNCTION(3004, Fault.USER, "42P13"),
    /** What runs is not what a saved plan was made against, or its definitions were changed. */
    PLAN_STALE(3005, Fault.USER, "55000"),
    /** A contract would break whoever sends rows or reads them. */
    BREAKING_CHANGE(3006, Fault.USER, "55000"),
    /** Definitions that were taken over did not stand, and the former ones are in force again. */
    ROLLED_BACK(3007, Fault.USER, "55000"),
    /** A test of a project does not pass with definitions that were to be taken over. */
    TESTS_FAILED(3008, Fault.USER, "55000"),
    /** An applied action would send to an address that the mill may not reach for it. */
    URL_NOT_ALLOWED(3009, Fault.USER, "42501"),
    /** There is no feature view of this name and version. */
    UNKNOWN_FEATURE_VIEW(3020, Fault.USER, "42704"),
    /** A feature view does not fit the tables it takes its features from. */
    INVALID_FEATURE_VIEW(3021, Fault.USER, "42P17"),

    DISK_FULL(4001, Fault.RESOURCES, "53100"),
    JOURNAL_FAILED(4002, Fault.EXTERNAL, "58030"),
    JOURNAL_CORRUPT(4003, Fault.EXTERNAL, "58030"),
    CHECKPOINT_CORRUPT(4004, Fault.EXTERNAL, "58030"),
    DATA_DIRECTORY_LOCKED(4005, Fault.USER, "55006"),
    DATA_DIRECTORY_VERSION(4006, Fault.USER, "55000"),
    MEMORY_LIMIT(4007, Fault.RESOURCES, "53200"),
    RESULT_TOO_LARGE(4008, Fault.RESOURCES, "54000"),
    NOT_READY(4009, Fault.RESOURCES, "57P03"),
    SHUTTING_DOWN(4010, Fault.RESOURCES, "57P01"),
    TOO_MANY_QUERIES(4011, Fault.RESOURCES, "53300"),
    IO_FAILED(4012, Fault.EXTERNAL, "58030"),
    /** The thread that computes ticks, or one it needs, ended by a fault; the mill stops. */
    ENGINE_FAILED(4013, Fault.OURS, "57P02"),
    /** A live table that is defined and does not run, because it failed or does not plan. */
    TABLE_SUSPENDED(4014, Fault.OURS, "55000"),
    /** The engine of ad-hoc queries broke under a query; another one takes its place. */
    QUERY_ENGINE_LOST(4015, Fault.RESOURCES, "57P02"),
    /** Rows that have left memory cannot be written or read. */
    HISTORY_FAILED(4020, Fault.EXTERNAL, "58030"),
    /** The history lacks rows that the checkpoint says it has. */
    HISTORY_CORRUPT(4021, Fault.EXTERNAL, "58030"),
    /** A query asks for a tick that is too old, or not there yet. */
    TICK_NOT_KEPT(4022, Fault.USER, "72000"),
    /** A backup is not whole, or not what its manifest says. */
    BACKUP_CORRUPT(4023, Fault.EXTERNAL, "58030"),
    /** A folder that should be made is there already. */
    FOLDER_EXISTS(4024, Fault.USER, "58P02"),
    /** An export ended before its last row; no file was made of it. */
    EXPORT_BROKEN_OFF(4025, Fault.RESOURCES, "08006"),
    /** A file to import is cut off, damaged, or of another format. */
    INVALID_FILE(4026, Fault.USER, "22023"),
    /** There is no index of this name. */
    UNKNOWN_INDEX(4030, Fault.USER, "42704"),
    /** An index of this name is there already. */
    DUPLICATE_INDEX(4031, Fault.USER, "42P07"),
    /** The table, or a column's type, cannot have an index. */
    NOT_INDEXABLE(4032, Fault.USER, "0A000"),
    /** A live table is being built and has never been complete. */
    TABLE_BUILDING(4035, Fault.RESOURCES, "57P03"),
    /** A live table was suspended, as the state of all tables would be more than its budget. */
    STATE_OVER_BUDGET(4040, Fault.RESOURCES, "53200"),
    /** Rows are not taken while the state is over its budget; deletions are. */
    STATE_FULL(4041, Fault.RESOURCES, "53200"),
    /** A live table would need more state than is left of the budget, and is not built. */
    BUILD_OVER_BUDGET(4042, Fault.RESOURCES, "53200"),

    /** A row that no learner takes: a number that is not finite, a label that is not there. */
    UNLEARNABLE(5001, Fault.USER, "22023"),
    /** Bytes that are not a whole model. */
    MODEL_CORRUPT(5002, Fault.EXTERNAL, "58030"),
    /** A model in a form that this version does not read. */
    MODEL_VERSION(5003, Fault.USER, "55000"),
    /** There is no predictor of this name. */
    UNKNOWN_PREDICTOR(5010, Fault.USER, "42704"),
    /** A predictor has no model of this version or alias. */
    UNKNOWN_MODEL(5030, Fault.USER, "42704"),
    /** A model that foretells something else than the predictor, or by other features. */
    MODEL_MISMATCH(5031, Fault.USER, "42P17"),
    /** A model with more bytes than an entry of the journal takes. */
    MODEL_TOO_LARGE(5032, Fault.RESOURCES, "54000"),
    /** What is wanted of a predictor's models cannot be, as they stand. */
    MODEL_STATE(5033, Fault.USER, "55000"),
    /** A model was trained elsewhere, and what runs such models is not there. */
    MODEL_RUNTIME(5034, Fault.USER, "0A000"),

    /** A client breaks the protocol of its connection. */
    PROTOCOL_VIOLATION(6001, Fault.USER, "08P01"),
    /** As many connections are open as there may be. */
    TOO_MANY_CONNECTIONS(6002, Fault.RESOURCES, "53300"),
    UNKNOWN_PREPARED_STATEMENT(6003, Fault.USER, "26000"),
    DUPLICATE_PREPARED_STATEMENT(6004, Fault.USER, "42P05"),
    /** There is no portal, or cursor, of this name. */
    UNKNOWN_CURSOR(6005, Fault.USER, "34000"),
    DUPLICATE_CURSOR(6006, Fault.USER, "42P03"),
    /** There is no setting of this name. */
    UNKNOWN_SETTING(6007, Fault.USER, "42704"),
    /** A parameter of a type that has no values here. */
    UNKNOWN_TYPE(6008, Fault.USER, "42704"),
    /** A session has as many statements, cursors or settings as it may. */
    SESSION_FULL(6009, Fault.RESOURCES, "54000"),
    /** Nothing came from a client for as long as its session may be idle. */
    IDLE_TIMEOUT(6010, Fault.USER, "57P05"),
    /** What a client copies is not in the format that it named. */
    MALFORMED_COPY(6011, Fault.USER, "22P04"),

    INTERNAL(9001, Fault.OURS, "XX000");

    /** Who has to act for the error to go away. */
    public enum Fault {
        USER,
        RESOURCES,
        EXTERNAL,
        OURS
    }

    private final int number;
    private final Fault fault;
    private final String sqlState;

    ErrorCode(int number, Fault fault, String sqlState) {
        this.number = number;
        this.fault = fault;
        this.sqlState = sqlState;
    }

    /** The code as people see it, for example {@code TM1003}. */
    public String code() {
        return "TM" + number;
    }

    public int number() {
        return number;
    }

    public Fault fault() {
        return fault;
    }

    public String sqlState() {
        return sqlState;
    }

    /** The code of a number that was journalled; {@link #INTERNAL} for one that is not known. */
    public static ErrorCode of(int number) {
        for (ErrorCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return INTERNAL;
    }
}
