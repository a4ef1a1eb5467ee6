package dev.tidemill.algebra.function;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a public class of a jar in the project's {@code functions/} folder an aggregate of SQL. An
 * object of the class is the state of one group, for one step; between steps a group is the bytes
 * that {@link AggregateState} says it is. The class has
 *
 * <ul>
 *   <li>a public constructor without parameters: the state of a group without values;
 *   <li>{@code public void accumulate(…)}: takes one row's arguments in. Its parameters are those
 *       of the SQL function, of the types that {@link SqlFunction} lists;
 *   <li>{@code public void retract(…)} with the same parameters: takes back a row that was
 *       accumulated. A class without it is used over inputs whose rows are never taken back;
 *   <li>{@code public R result()}: the group's value, of one of those types too, and with {@link
 *       Decimal} at the method when it is a {@code BigDecimal}. It may not change the state. Null
 *       is NULL. Over no values it is the result of a new object.
 * </ul>
 *
 * <p>Which value a group has must follow from the rows in it alone, not from the order in which
 * they came, nor from rows that came and left. What one of the methods throws makes the group an
 * error row until the rows that caused it have left. An object is used by one thread and never
 * shared.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SqlAggregate {
    /** The greatest {@link #stateBytesMax} that is accepted. */
    int STATE_BYTES_CEILING = 65_536;

    /** The name in SQL: small letters, digits and _. */
    String name();

    /** That equal rows always give equal states and results. Only such aggregates are accepted. */
    boolean deterministic();

    /**
     * The most bytes of one group's encoded state, 1 to {@link #STATE_BYTES_CEILING}. A group that
     * would need more is an error row until it needs less.
     */
    int stateBytesMax() default 1024;

    /**
     * Whether rows with a NULL argument are accumulated, which is then null; parameters must be
     * able to hold it. Otherwise such rows are passed over.
     */
    boolean calledOnNull() default false;
}
