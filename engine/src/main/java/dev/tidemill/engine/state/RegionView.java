package dev.tidemill.engine.state;

import org.jspecify.annotations.Nullable;

/**
 * A region as it stood at one pin, shared by all snapshots that found it unchanged since. The
 * reference count, the neighbours and the retired pages are guarded by the region.
 */
final class RegionView {
    final Region region;
    final long epoch;

    /** Equal in two views of the region only if nothing was written between them. */
    final long version;

    final SegmentView[] segments;
    int references = 1;
    @Nullable RegionView older;
    @Nullable RegionView newer;

    /** Pages retired while this was the newest view: this view sees them, newer ones do not. */
    final RetiredPages retired = new RetiredPages();

    RegionView(Region region, long epoch, long version, SegmentView[] segments) {
        this.region = region;
        this.epoch = epoch;
        this.version = version;
        this.segments = segments;
    }

    SegmentView segment(int id) {
        return id < segments.length ? segments[id] : SegmentView.EMPTY;
    }
}
