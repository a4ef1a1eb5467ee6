package dev.tidemill.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the values of a component are held to. A value that is null breaks no rule. */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.RECORD_COMPONENT)
public @interface Rule {
    /** The least number or time, as text: {@code 0}, {@code 0.01}, {@code 2001-01-01}. */
    String minimum() default "";

    /** The greatest number or time, as text. */
    String maximum() default "";

    /** The least number of characters. */
    int minLength() default 0;

    /** The greatest number of characters. */
    int maxLength() default Integer.MAX_VALUE;

    /** A regular expression in RE2's syntax, which is to be found in the text. */
    String pattern() default "";

    /** All values that there may be. */
    String[] values() default {};
}
