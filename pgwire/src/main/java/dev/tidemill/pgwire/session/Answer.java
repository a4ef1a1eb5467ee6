package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

/** What a statement came to. */
sealed interface Answer {
    /** It is done. */
    record Done(String tag) implements Answer {
        public Done {
            requireNonNull(tag, "tag");
        }
    }

    /**
     * There are rows.
     *
     * @param word what stands before their number in the tag
     */
    record Given(Rows rows, String word) implements Answer {
        public Given {
            requireNonNull(rows, "rows");
            requireNonNull(word, "word");
        }
    }

    /** What was done and what it gave back. */
    record Returned(Rows rows, String tag) implements Answer {
        public Returned {
            requireNonNull(rows, "rows");
            requireNonNull(tag, "tag");
        }
    }

    /** Nothing was said. */
    record Empty() implements Answer {}

    /** Rows go the way that COPY has for them, and what is answered goes with them. */
    record Copied(Copy copy) implements Answer {
        public Copied {
            requireNonNull(copy, "copy");
        }
    }
}
