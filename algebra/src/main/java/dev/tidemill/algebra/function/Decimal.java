package dev.tidemill.algebra.function;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which DECIMAL a {@code BigDecimal} parameter is or, at the method, its result. A result is
 * rounded half away from zero to the scale; one with more digits is an error of its row.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.PARAMETER})
public @interface Decimal {
    /** All digits, 1 to 38. */
    int precision();

    /** Digits behind the point, 0 to the precision. */
    int scale();
}
