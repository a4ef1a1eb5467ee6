package dev.tidemill.node.tick;

import dev.tidemill.node.record.WatermarkSeal;
import java.util.List;

/**
 * Says of what waits for a seal which rows come too late, and which watermarks go with the seal.
 * The committer's thread alone calls it, in journal order, so that the journal holds what it
 * decided and a replay need not ask it.
 */
public interface AdmissionGate {
    /**
     * What a tick is to hold.
     *
     * @param admissions with late rows put aside; those that were refused whole are not among them
     */
    record Judged(List<Admission> admissions, WatermarkSeal watermarks) {
        public Judged {
            admissions = List.copyOf(admissions);
        }
    }

    /** Judges by the watermarks of the last sealed tick; changes nothing by itself. */
    Judged judge(List<Admission> admissions);

    /** The tick is on disk. */
    void sealed(Judged judged);

    /** The tick is on disk, with this number. */
    default void sealed(Judged judged, long tick) {
        sealed(judged);
    }

    /** Whether a watermark has moved though no row came, because a source has become idle. */
    boolean wantsTick();
}
