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
    CBRT,
    EXP,
    /**
     * The number rounded to 8 significant bits, half away from zero, so that it moves by at most a
     * 256th of itself; one too great for that is cut off. NaN and infinities stay.
     */
    ROUND_TO_BYTE,
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
    COT,
    SINH,
    COSH,
    TANH,
    ASINH,
    ACOSH,
    ATANH,
    /** LOG(DOUBLE base, DOUBLE x). */
    LOG,
    /** WIDTH_BUCKET(DOUBLE x, DOUBLE low, DOUBLE high, INTEGER count). */
    WIDTH_BUCKET,
    /** TRUNCATE_TO(decimal, INTEGER digits): towards zero. */
    TRUNCATE_TO,
    /** Of two integers of one type; never negative. */
    GCD,
    LCM,
    /**
     * Bits of INTEGER or BIGINT; a shift's second argument is INTEGER, of which the low bits count.
     */
    BIT_AND,
    BIT_OR,
    BIT_XOR,
    BIT_NOT,
    SHIFT_LEFT,
    SHIFT_RIGHT,

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
    /**
     * (BOOLEAN, value): the value, but an error where the first is true. It is what a subquery of
     * more than one row is as a value.
     */
    ONE_ROW,
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
    /** CONCAT_WS(TEXT separator, TEXT…): NULLs are passed over; NULL when the separator is. */
    CONCAT_WS,
    /** TRANSLATE(text, TEXT from, TEXT to): character by character. */
    TRANSLATE,
    /** OVERLAY(text, TEXT replacement, INTEGER from, INTEGER count). */
    OVERLAY,
    BIT_LENGTH,
    /** TO_HEX(INTEGER | BIGINT): two's complement. */
    TO_HEX,
    /** As 64 hexadecimal digits. */
    SHA256,
    /** The first 64 bits of the MD5 digest as a BIGINT. */
    HASH64,
    QUOTE_LITERAL,
    /** As a name of SQL, in quotes where it needs them. */
    QUOTE_IDENT,
    /** TO_CHAR(number | timestamp | INTERVAL, TEXT template); NULL for a time and no template. */
    TO_CHAR,
    /** TO_DATE(TEXT, TEXT template). */
    TO_DATE,
    /** PARSE_TIMESTAMP(TEXT, TEXT template): TIMESTAMPTZ, in UTC unless a zone is read. */
    PARSE_TIMESTAMP,
    /** FORMAT(TEXT template, TEXT…): NULL arguments may stand in it; NULL when the template is. */
    FORMAT,
    /** REGEXP_LIKE(text, pattern, flags). */
    REGEXP_LIKE,
    /** REGEXP_COUNT(text, pattern, INTEGER from, flags). */
    REGEXP_COUNT,
    /** REGEXP_SUBSTRING(text, pattern): the first group, or the whole match; NULL without one. */
    REGEXP_SUBSTRING,
    /** REGEXP_GROUPS(text, pattern, flags): the groups of the first match as TEXT[], or NULL. */
    REGEXP_GROUPS,
    /** REGEXP_SPLIT(text, pattern, flags): TEXT[]. */
    REGEXP_SPLIT,

    /** ARRAY(element…): an array; never NULL. */
    ARRAY,
    /** ELEMENT(array, INTEGER position): counts from 1; NULL outside of the array. */
    ELEMENT,
    CARDINALITY,
    /** ARRAY_LENGTH(array, INTEGER dimension): NULL when empty or the dimension is not 1. */
    ARRAY_LENGTH,
    /** A NULL array counts as empty. */
    ARRAY_APPEND,
    ARRAY_PREPEND,
    /** A NULL array is passed over; NULL when both are. */
    ARRAY_CONCAT,
    /** ARRAY_POSITION(array, element): NULL when absent; a NULL element is found. */
    ARRAY_POSITION,
    /** ARRAY_REMOVE(array, element): takes NULLs away too. */
    ARRAY_REMOVE,
    /** IN_ARRAY(element, array): {@code element = ANY (array)} in three-valued logic. */
    IN_ARRAY,
    /** Whether the first has every element of the second; NULL elements equal nothing. */
    ARRAY_CONTAINS,
    /** Whether the two have an element in common; NULL elements equal nothing. */
    ARRAY_OVERLAPS,
    /** ARRAY_TO_STRING(TEXT[], TEXT separator [, TEXT for NULL]). */
    ARRAY_TO_STRING,
    /** STRING_TO_ARRAY(TEXT, TEXT separator [, TEXT for NULL]): by characters without separator. */
    STRING_TO_ARRAY,

    /** JSON_GET(JSON, TEXT key | INTEGER index from 0 or, negative, from the end): JSON. */
    JSON_GET,
    /** As JSON_GET, as TEXT; JSON's null is NULL. */
    JSON_GET_TEXT,
    /** JSON_PATH(JSON, TEXT[] of keys and indexes). */
    JSON_PATH,
    JSON_PATH_TEXT,
    /** JSON_CONTAINS(JSON, JSON): {@code @>}. */
    JSON_CONTAINS,
    /** JSON_HAS_KEY(JSON, TEXT): a key of the object or a string of the array. */
    JSON_HAS_KEY,
    JSON_TYPEOF,
    JSON_ARRAY_LENGTH,
    /** JSON_BUILD_OBJECT(TEXT key, JSON value, …): NULL values are JSON's null; NULL keys fail. */
    JSON_BUILD_OBJECT,
    /** JSON_BUILD_ARRAY(JSON…): NULLs are JSON's null. */
    JSON_BUILD_ARRAY,
    /** Any value as JSON. */
    TO_JSON,
    JSON_STRIP_NULLS,
    /** JSON || JSON: objects are merged, all else is made one array. */
    JSON_CONCAT,
    /** JSON_DELETE(JSON, TEXT key | INTEGER index). */
    JSON_DELETE,
    /** The elements of a JSON array as JSON[]; another document is an error. */
    JSON_ELEMENTS,
    /** As JSON_ELEMENTS, as TEXT[]; JSON's null is NULL. */
    JSON_ELEMENTS_TEXT,
    /** IS_JSON(TEXT | JSON, TEXT kind): the kind is value, scalar, array or object. */
    IS_JSON,
    /**
     * JSON_EXISTS(JSON, TEXT path, BOOLEAN fails, BOOLEAN otherwise, [TEXT name, JSON value]…): the
     * path and the names are literals; {@code fails} says that an error is one, and not {@code
     * otherwise}. NULL only for a NULL document and where {@code otherwise} is.
     */
    JSON_EXISTS,
    /**
     * JSON_VALUE(JSON, TEXT path, BOOLEAN fails, T when empty, BOOLEAN fails, T on error, [TEXT
     * name, JSON value]…): one scalar as a T; JSON's null is NULL.
     */
    JSON_VALUE,
    /**
     * JSON_QUERY(JSON, TEXT path, BOOLEAN fails, T when empty, BOOLEAN fails, T on error, TEXT
     * wrapper, BOOLEAN without quotes, [TEXT name, JSON value]…): T is JSON or TEXT, the wrapper
     * none, conditional or unconditional.
     */
    JSON_QUERY,
    /** JSON_PATH_EXISTS(JSON, TEXT path, JSON variables, BOOLEAN silent). */
    JSON_PATH_EXISTS,
    /** As JSON_PATH_EXISTS; the first value found, or NULL. */
    JSON_PATH_FIRST,
    /** As JSON_PATH_EXISTS; all values found, as a JSON array. */
    JSON_PATH_ARRAY,
    /** As JSON_PATH_EXISTS; the truth that the path, a predicate, gives. */
    JSON_PATH_MATCH,

    /** DATE_TRUNC(TEXT unit, TIMESTAMP | TIMESTAMPTZ): the unit is a literal. */
    DATE_TRUNC,
    /** DATE_TRUNC_ZONE(TEXT unit, TIMESTAMPTZ, TEXT zone): on the zone's clock. */
    DATE_TRUNC_ZONE,
    /** AT_TIME_ZONE(TIMESTAMP | TIMESTAMPTZ, TEXT zone): the other of the two. */
    AT_TIME_ZONE,
    /** AGE(timestamp, timestamp): years, months, days and the rest. */
    AGE,
    /** MAKE_DATE(INTEGER year, month, day); a negative year is BC. */
    MAKE_DATE,
    /** MAKE_TIMESTAMP(INTEGER year, month, day, hour, minute, DOUBLE seconds). */
    MAKE_TIMESTAMP,
    /** MAKE_INTERVAL(INTEGER years, months, weeks, days, hours, minutes, DOUBLE seconds). */
    MAKE_INTERVAL,
    JUSTIFY_HOURS,
    JUSTIFY_DAYS,
    JUSTIFY_INTERVAL,
    /** OVERLAPS(start, end, start, end) of timestamps: half-open; the ends may be swapped. */
    OVERLAPS,
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
    /** INTERVAL / DOUBLE. */
    INTERVAL_DIVIDE,
    /** MAKE_TIMESTAMP-like: seconds since 1970 (DOUBLE) to TIMESTAMPTZ. */
    TO_TIMESTAMP
}
