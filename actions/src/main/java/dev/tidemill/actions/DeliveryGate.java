package dev.tidemill.actions;

/**
 * Whether an action's receiver may be asked now. Called by the deliverer's threads, some of them
 * while it holds a lock: nothing here may wait.
 */
public interface DeliveryGate {
    /** Lets everything pass. */
    DeliveryGate OPEN =
            new DeliveryGate() {
                @Override
                public long blockedMillis(String action) {
                    return 0;
                }

                @Override
                public void begins(String action) {
                    // Nobody counts.
                }

                @Override
                public void answered(String action) {
                    // Nobody counts.
                }

                @Override
                public void failed(String action, String reason) {
                    // Nobody counts.
                }

                @Override
                public void abandoned(String action) {
                    // Nobody counts.
                }
            };

    /** How long no request may be sent to the action's receiver; 0 when one may be sent now. */
    long blockedMillis(String action);

    /** A request is sent. */
    void begins(String action);

    /** The receiver answered, be it that it does not want the notice. */
    void answered(String action);

    /** The receiver did not answer, or said that it cannot now. */
    void failed(String action, String reason);

    /** A request that was begun says nothing of the receiver: it was not sent, or we failed. */
    void abandoned(String action);
}
