package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.foreign.ForeignRuntime;
import dev.tidemill.learning.foreign.ForeignScorer;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import org.jspecify.annotations.Nullable;

/** A model that was trained elsewhere, as its bytes; opened when it is first asked. */
final class ForeignModel {
    private final FeatureSpace space;
    private final String form;
    private final byte[] model;
    private final double[] numbers;
    private final @Nullable String[] categories;
    private @Nullable ForeignScorer scorer;

    ForeignModel(FeatureSpace space, String form, byte[] model) {
        this.space = requireNonNull(space, "space");
        this.form = requireNonNull(form, "form");
        this.model = model.clone();
        this.numbers = new double[space.numbers().size()];
        this.categories = new @Nullable String[space.categories().size()];
    }

    static ForeignModel read(ModelReader in) {
        return new ForeignModel(FeatureSpace.read(in), in.text(), in.block());
    }

    void write(ModelWriter out) {
        space.write(out);
        out.text(form).block(model);
    }

    FeatureSpace space() {
        return space;
    }

    void score(FeatureVector row, double[] scores) {
        Admission.row(space, row);
        ForeignScorer opened = scorer;
        if (opened == null) {
            opened = ForeignRuntime.of(form).open(model, numbers.length, categories.length);
            scorer = opened;
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = row.number(i);
        }
        for (int i = 0; i < categories.length; i++) {
            categories[i] = row.text(i);
        }
        opened.score(numbers, categories, scores);
    }

    long bytes() {
        return model.length;
    }
}
