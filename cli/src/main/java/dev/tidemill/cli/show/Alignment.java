package dev.tidemill.cli.show;

/** Which edge of its column a cell keeps to. */
public enum Alignment {
    LEFT,
    RIGHT
}
