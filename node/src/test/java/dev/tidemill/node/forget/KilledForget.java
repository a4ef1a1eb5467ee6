package dev.tidemill.node.forget;

import dev.tidemill.node.Tidemill;
import java.nio.file.Path;

/** A mill in a process of its own that erases somebody and goes on, until it is killed. */
final class KilledForget {
    private KilledForget() {}

    /**
     * Takes orders, erases and takes orders.
     *
     * @param arguments the project's folder and the customer
     */
    public static void main(String[] arguments) throws Exception {
        Shop shop = Shop.in(Path.of(arguments[0]), 9);
        try (Tidemill mill = shop.open()) {
            shop.people(mill);
            for (int i = 0; i < 5; i++) {
                shop.order(mill, 100);
            }
            System.out.println("erasing");
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    mill.forgetting()
                                            .forget(
                                                    new ForgetDesk.Request(
                                                            arguments[1], null, "officer"));
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                                System.out.println("erased");
                            });
            Thread.sleep(60_000);
        }
    }
}
