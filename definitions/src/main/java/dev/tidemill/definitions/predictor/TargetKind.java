package dev.tidemill.definitions.predictor;

/** What kind of value is foretold. */
public enum TargetKind {
    /** Yes or no: the label is a BOOLEAN. */
    BOOLEAN,
    /** One of some names: the label is a TEXT. */
    CLASSES,
    /** A number of any numeric type. */
    NUMBER,
    /**
     * One of some names that is chosen rather than foretold: the label is what the choice brought,
     * a number or a BOOLEAN.
     */
    CHOICE
}
