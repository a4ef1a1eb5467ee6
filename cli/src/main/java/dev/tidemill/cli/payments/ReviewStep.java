package dev.tidemill.cli.payments;

import java.util.Locale;

/** What can be done about a payment before it is let go. */
enum ReviewStep {
    NONE(0, 0),
    /** A code by text message: some honest ones give up, most frauds do. */
    SMS(0.005, 0.8),
    /** Somebody is called. */
    CALL(0.05, 0.98);

    private final double cost;
    private final double stops;

    ReviewStep(double cost, double stops) {
        this.cost = cost;
        this.stops = stops;
    }

    /** In hundreds of euros. */
    double cost() {
        return cost;
    }

    /** Of how many frauds it keeps one from its money. */
    double stops() {
        return stops;
    }

    static ReviewStep of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
