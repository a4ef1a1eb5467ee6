package dev.tidemill.definitions.predictor;

/** What kind of value is foretold. */
public enum TargetKind {
    /** Yes or no: the label is a BOOLEAN. */
    BOOLEAN,
    /** One of some names: the label is a TEXT. */
    CLASSES,
    /** A number of any numeric type. */
    NUMBER
}
