package dev.tidemill.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How far behind the greatest time a row may come; of a component that is a time. */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.RECORD_COMPONENT)
public @interface Lateness {
    /** A duration, such as {@code 1 hour} or {@code PT1H}. */
    String value();
}
