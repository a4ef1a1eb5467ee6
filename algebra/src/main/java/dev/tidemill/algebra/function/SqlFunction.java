package dev.tidemill.algebra.function;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a public static method of a jar in the project's {@code functions/} folder a scalar
 * function of SQL.
 *
 * <p>Parameters and result are {@code long}, {@code int}, {@code double}, {@code boolean}, their
 * boxes, {@code String}, {@code BigDecimal} with {@link Decimal}, {@code LocalDate}, {@code
 * LocalDateTime} (TIMESTAMP), {@code Instant} (TIMESTAMPTZ) and {@code UUID}. A result of null is
 * NULL. What the method throws makes its row an error row. It is called by one thread at a time for
 * each query, but by several for different ones.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface SqlFunction {
    /** The name in SQL: small letters, digits and _. */
    String name();

    /**
     * That equal arguments always give equal results, whenever and however often it is called. A
     * live table takes rows back by computing them again, so only such functions are accepted.
     */
    boolean deterministic();

    /**
     * Whether the method is called where an argument is NULL, which is then null; parameters must
     * be able to hold it. Otherwise NULL in gives NULL out without a call.
     */
    boolean calledOnNull() default false;
}
