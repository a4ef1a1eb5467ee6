package dev.tidemill.algebra.function;

/** What a jar of the project adds to SQL, of one version of the jar. */
public sealed interface ProjectFunction permits JavaAggregate, JavaFunction {
    /** In SQL: small letters, digits and _. */
    String name();

    /** The hash of the jar's bytes; part of each plan's identity that calls it. */
    String version();
}
