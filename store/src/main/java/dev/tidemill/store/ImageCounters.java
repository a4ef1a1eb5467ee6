package dev.tidemill.store;

/** What became of the images, over all engines of a store. Safe for all threads. */
final class ImageCounters {
    private ImageHealth now = ImageHealth.NONE;

    synchronized void read() {
        now =
                new ImageHealth(
                        now.images(), now.bytes(), now.reads() + 1, now.made(), now.refused());
    }

    synchronized void made(long bytes, int images) {
        now = new ImageHealth(images, bytes, now.reads(), now.made() + 1, now.refused());
    }

    synchronized void refused() {
        now =
                new ImageHealth(
                        now.images(), now.bytes(), now.reads(), now.made(), now.refused() + 1);
    }

    synchronized void dropped(long bytes, int images) {
        now = new ImageHealth(images, bytes, now.reads(), now.made(), now.refused());
    }

    /** Another engine has none. */
    synchronized void lost() {
        dropped(0, 0);
    }

    synchronized ImageHealth now() {
        return now;
    }
}
