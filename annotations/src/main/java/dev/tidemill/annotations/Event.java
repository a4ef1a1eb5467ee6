package dev.tidemill.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record whose objects are the rows of a table. With {@link Key} components and without an {@link
 * EventTime} the table is keyed, otherwise its rows are only ever added.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Event {
    /** The table. Without it the name of the class, as in {@code order_placed}. */
    String value() default "";

    /** The version of the contract. */
    String version() default "1.0.0";

    /** Who answers for the data: user names or addresses. */
    String[] owners() default {};

    /** Words to find the contract by. */
    String[] tags() default {};
}
