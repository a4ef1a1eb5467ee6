package dev.tidemill.algebra.expr;

/**
 * The scalar functions of a plan, each with PostgreSQL's meaning. The planner inserts casts so that
 * the arguments have the types given here; "number" means one numeric type for all arguments (for
 * DECIMAL the scales may differ).
 */
public enum ScalarFunction {
    /** number + number; overflow is an error. */
    ADD,
    SUBTRACT,
    MULTIPLY,
    /** Integers truncate towards zero; by zero is an error. DECIMAL to the result type's scale. */
    DIVIDE,
    /** The remainder, with the dividend's sign. */
    MODULO,
    NEGATE,
    ABS,
    /** -1, 0 or 1 in the argument's type. */
    SIGN,
    /** To the nearest integral value: half away from zero for DECIMAL, half to even for DOUBLE. */
    ROUND,
    /** ROUND(decimal, INTEGER digits): half away from zero. */
    ROUND_TO,
    /** Towards zero. */
    TRUNCATE,
    FLOOR,
    CEIL,
    /** DOUBLE functions. */
    SQRT,
    EXP,
    LN,
    LOG10,
    POWER,
    SIN,
    COS,
    TAN,
    ASIN,
    ACOS,
    ATAN,
    ATAN2,
    RADIANS,
    DEGREES,
    PI,

    /** Comparisons of two values of one type; NaN equals NaN and is greatest, -0 equals 0. */
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    /** Never NULL: two NULLs are not distinct. */
    IS_DISTINCT,
    IS_NOT_DISTINCT,
    NOT,
    /** Never NULL. */
    IS_NULL,
    IS_NOT_NULL,
    IS_TRUE,
    IS_NOT_TRUE,
    IS_FALSE,
    IS_NOT_FALSE,
    /** NULL when the two values are equal, else the first. */
    NULLIF,
    /** NULL arguments are passed over; NULL only when all are. */
    GREATEST,
    LEAST,

    /** TEXT || TEXT. */
    CONCAT,
    /** concat(…): NULL arguments count as empty. */
    CONCAT_SKIP_NULLS,
    UPPER,
    LOWER,
    INITCAP,
    /** Characters (code points). */
    LENGTH,
    OCTET_LENGTH,
    /** SUBSTRING(text, INTEGER from [, INTEGER count]), from 1; a negative count is an error. */
    SUBSTRING,
    LEFT,
    RIGHT,
    /** TRIM family: (text, TEXT characters). */
    TRIM,
    LTRIM,
    RTRIM,
    LPAD,
    RPAD,
    REPEAT,
    REVERSE,
    REPLACE,
    /** POSITION(text needle, text haystack), from 1; 0 when absent. */
    POSITION,
    /** SPLIT_PART(text, TEXT delimiter, INTEGER field). */
    SPLIT_PART,
    STARTS_WITH,
    /** LIKE(text, pattern, escape); the escape is a literal of one character or empty. */
    LIKE,
    ILIKE,
    /** text ~ pattern, RE2 syntax, linear time. */
    REGEXP_MATCH,
    REGEXP_IMATCH,
    /** REGEXP_REPLACE(text, pattern, replacement, flags). */
    REGEXP_REPLACE,
    ASCII,
    CHR,
    MD5,

    /** DATE_TRUNC(TEXT unit, TIMESTAMP | TIMESTAMPTZ): the unit is a literal. */
    DATE_TRUNC,
    /** DATE_BIN(INTERVAL stride, timestamp, timestamp origin). */
    DATE_BIN,
    /**
     * EXTRACT(TEXT field, DATE | TIMESTAMP | TIMESTAMPTZ | INTERVAL) as the call's numeric type.
     */
    EXTRACT,
    /** timestamp + INTERVAL; months first, then days, then microseconds. */
    TIMESTAMP_ADD,
    TIMESTAMP_SUBTRACT,
    /** timestamp - timestamp as an INTERVAL of days and microseconds. */
    TIMESTAMP_DIFFERENCE,
    /** DATE + INTEGER days. */
    DATE_ADD,
    DATE_SUBTRACT,
    /** DATE - DATE in days (INTEGER). */
    DATE_DIFFERENCE,
    INTERVAL_ADD,
    INTERVAL_SUBTRACT,
    INTERVAL_NEGATE,
    /** INTERVAL * DOUBLE. */
    INTERVAL_MULTIPLY,
    /** MAKE_TIMESTAMP-like: seconds since 1970 (DOUBLE) to TIMESTAMPTZ. */
    TO_TIMESTAMP
}
